package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/message"
)

// because is why results are approved, and what is released for that.
type because struct {
	reason   string
	released []string
}

// kept is the reason as it is kept.
func (b *because) kept() string {
	if len(b.released) == 0 {
		return b.reason
	}
	return fmt.Sprintf("%s [released: %s]", b.reason, strings.Join(b.released, ", "))
}

// judge asks the policies of the modules. It returns the results that may be approved, and why others are held back; or an
// error where nothing may be approved.
func (b *because) judge(chosen []compared) (allowed []compared, held []error, err error) {
	if err := checkReason(&b.reason); err != nil {
		return nil, nil, err
	}
	for _, class := range b.released {
		if err := golden.CheckClass(class); err != nil {
			return nil, nil, fmt.Errorf("--release: %w", err)
		}
	}
	if len(b.released) > 0 && b.reason == "" {
		return nil, nil, errors.New("--release wants a --reason, which is kept for who reviews the pull request")
	}
	results := make([]result, len(chosen))
	for i, c := range chosen {
		results[i] = c.result
	}
	policies, err := policiesOf(results)
	if err != nil {
		return nil, nil, err
	}
	var approval golden.Approval
	for _, c := range chosen {
		policy := policies[c.module]
		if err := policy.Holds(c.report, b.released...); err != nil {
			held = append(held, fmt.Errorf("%s: %w: --release %s lets it through", c.name(), err, message.ShellWord(err.Class)))
			continue
		}
		approval.Add(policy, c.report.Extent())
		allowed = append(allowed, c)
	}
	if err := approval.Refused(b.kept()); err != nil {
		if approval.WantsReason() && b.reason == "" {
			err = fmt.Errorf("%w: --reason TEXT", err)
		}
		return nil, nil, fmt.Errorf("nothing is approved: %w", err)
	}
	return allowed, held, nil
}

// checkReason trims a reason, and returns an error for one that cannot be kept.
func checkReason(reason *string) error {
	*reason = strings.TrimSpace(*reason)
	if err := golden.CheckReason(*reason); err != nil {
		return fmt.Errorf("--reason: %w", err)
	}
	return nil
}

// updateRefused returns why tests write no goldens here.
func updateRefused() error {
	if err := golden.RefusedInCI(); err != nil {
		return err
	}
	modules, err := findModules()
	if err != nil {
		return err
	}
	for _, m := range modules {
		policy, err := m.store.Policy()
		if err != nil {
			return err
		}
		if err := policy.UpdateRefused(); err != nil {
			return err
		}
	}
	return nil
}

// policiesOf reads the policies of the modules that results are of.
func policiesOf(results []result) (map[*module]*golden.Policy, error) {
	policies := map[*module]*golden.Policy{}
	for _, r := range results {
		if policies[r.module] != nil {
			continue
		}
		policy, err := r.module.store.Policy()
		if err != nil {
			return nil, err
		}
		policies[r.module] = policy
	}
	return policies, nil
}
