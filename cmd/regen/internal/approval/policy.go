package approval

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/pending"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/store"
)

// Reasoning is why results are approved, and what is released for that.
type Reasoning struct {
	Reason   string
	Released []string
}

// Text is the reason as it is kept.
func (b *Reasoning) Text() string {
	if len(b.Released) == 0 {
		return b.Reason
	}
	return fmt.Sprintf("%s [released: %s]", b.Reason, strings.Join(b.Released, ", "))
}

// Allow asks the policies of the modules. It returns the results that may be approved, and why others are held back; or an
// error where nothing may be approved.
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
		return nil, nil, errors.New("--release wants a --reason, which is kept for who reviews the pull request")
	}
	results := make([]pending.Result, len(chosen))
	for i, c := range chosen {
		results[i] = c.Result
	}
	policies, err := PoliciesOf(results)
	if err != nil {
		return nil, nil, err
	}
	var approval store.Approval
	for _, c := range chosen {
		policy := policies[c.Module]
		if err := policy.Holds(c.report, b.Released...); err != nil {
			held = append(held, fmt.Errorf("%s: %w: --release %s lets it through", c.Name(), err, message.ShellWord(err.Class)))
			continue
		}
		approval.Add(policy, c.report.Extent())
		allowed = append(allowed, c)
	}
	if err := approval.Refused(b.Text()); err != nil {
		if approval.WantsReason() && b.Reason == "" {
			err = fmt.Errorf("%w: --reason TEXT", err)
		}
		return nil, nil, fmt.Errorf("nothing is approved: %w", err)
	}
	return allowed, held, nil
}

// CheckReason trims a reason, and returns an error for one that cannot be kept.
func CheckReason(reason *string) error {
	*reason = strings.TrimSpace(*reason)
	if err := store.CheckReason(*reason); err != nil {
		return fmt.Errorf("--reason: %w", err)
	}
	return nil
}

// UpdateRefused returns why tests write no goldens here.
func UpdateRefused() error {
	if err := store.RefusedInCI(); err != nil {
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
		if err := policy.UpdateRefused(); err != nil {
			return err
		}
	}
	return nil
}

// PoliciesOf reads the policies of the modules that results are of.
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
