package approval

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/pending"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/store"
)

// Reasoning is the reason of an approval, with the classes of changes that it releases.
type Reasoning struct {
	Reason   string
	Released []string
}

// Text returns the reason as it is kept beside a golden.
func (b *Reasoning) Text() string {
	if len(b.Released) == 0 {
		return b.Reason
	}
	return fmt.Sprintf("%s [released: %s]", b.Reason, strings.Join(b.Released, ", "))
}

// Allow applies the policies of the modules. It returns the results that may be approved and why others are held back,
// or an error if nothing may be approved.
func (b *Reasoning) Allow(chosen []comparison) (allowed []comparison, held []error, err error) {
	if err := CheckReason(&b.Reason); err != nil {
		return nil, nil, err
	}
	for _, class := range b.Released {
		if err := report.CheckClass(class); err != nil {
			return nil, nil, fmt.Errorf("--release: %w", err)
		}
	}
	if len(b.Released) > 0 && b.Reason == "" {
		return nil, nil, errors.New("--release needs a --reason, which is kept for the reviewers of the pull request")
	}
	chosen = slices.DeleteFunc(chosen, func(c comparison) bool {
		if c.err != nil {
			held = append(held, c.err) // nobody can have seen what it changes
		}
		return c.err != nil
	})
	results := make([]pending.Result, len(chosen))
	for i, c := range chosen {
		results[i] = c.Result
	}
	policies, err := PoliciesOf(results)
	if err != nil {
		return nil, nil, err
	}
	var approval store.ApprovalLimits
	for _, c := range chosen {
		policy := policies[c.Module]
		if err := policy.Holds(c.report, b.Released...); err != nil {
			held = append(held, fmt.Errorf("%s: %w: use --release %s to approve it", c.Name(), err,
				message.ShellWord(err.Class)))
			continue
		}
		approval.Add(policy, c.report.Extent())
		allowed = append(allowed, c)
	}
	if err := approval.Check(b.Text()); err != nil {
		if approval.WantsReason() && b.Reason == "" {
			err = fmt.Errorf("%w: use --reason TEXT", err)
		}
		return nil, nil, fmt.Errorf("nothing was approved: %w", err)
	}
	return allowed, held, nil
}

// CheckReason trims a reason and returns an error if it cannot be kept.
func CheckReason(reason *string) error {
	*reason = strings.TrimSpace(*reason)
	if err := store.CheckReason(*reason); err != nil {
		return fmt.Errorf("--reason: %w", err)
	}
	return nil
}

// CheckUpdate returns an error if CI or a policy keeps tests from writing goldens.
func CheckUpdate() error {
	if err := store.CheckCI(); err != nil {
		return err
	}
	modules, err := workspace.Modules()
	if err != nil {
		return err
	}
	for _, m := range modules {
		policy, err := m.Store.Policy()
		if err != nil {
			return err
		}
		if err := policy.CheckUpdate(); err != nil {
			return err
		}
	}
	return nil
}

// PoliciesOf reads the policies of the results' modules.
func PoliciesOf(results []pending.Result) (map[*workspace.Module]*store.Policy, error) {
	policies := map[*workspace.Module]*store.Policy{}
	for _, r := range results {
		if policies[r.Module] != nil {
			continue
		}
		policy, err := r.Module.Store.Policy()
		if err != nil {
			return nil, err
		}
		policies[r.Module] = policy
	}
	return policies, nil
}

//go:embed policy.schema.json
var PolicySchema []byte
