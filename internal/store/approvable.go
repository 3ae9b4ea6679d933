package store

import (
	"errors"
	"fmt"
	"path"

	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/modfs"
	"github.com/assay-go/assay/internal/report"
)

// ApproveCommand returns the command that approves this pending result alone, from the module's root. If no command
// would, because of the golden, the place or the policy, it returns an error that says what to do. The report compares
// the result with its golden.
func (s *Store) ApproveCommand(p Pending, r *report.Report) (string, error) {
	if p.Refused != "" {
		return "", errors.New(p.Refused)
	}
	if err := CheckCI(); err != nil {
		return "", err
	}
	if err := s.checkNotTracked(); err != nil {
		return "", err
	}
	if err := s.checkReplaceable(p.Where()); err != nil {
		return "", err
	}
	policy, err := s.Policy()
	if err != nil {
		return "", err
	}
	var released []string
	flags := ""
	for held := policy.Holds(r); held != nil; held = policy.Holds(r, released...) {
		released = append(released, held.Class)
		flags += " --release " + message.ShellWord(held.Class)
	}
	if flags != "" || policy.Reason {
		flags += " --reason TEXT"
	}
	var limits ApprovalLimits
	limits.Add(policy, r.Extent())
	if err := limits.Check("TEXT"); err != nil {
		return "", err
	}
	return message.Command + " approve " + message.ShellQuote("^"+p.ID+"$") + flags, nil
}

// checkReplaceable returns an error if a golden cannot be written: something other than a file has its name, or its
// directory is read-only.
func (s *Store) checkReplaceable(golden string) error {
	info, err := s.Module.Lstat(golden)
	if err == nil {
		err = modfs.CheckRegular(golden, info)
	}
	if err := modfs.IgnoreMissing(err); err != nil {
		return err
	}
	dir := path.Dir(golden)
	for ; dir != "."; dir = path.Dir(dir) {
		if info, err := s.Module.Stat(dir); err == nil && info.IsDir() {
			break
		} else if err := modfs.IgnoreMissing(err); err != nil {
			return err
		}
	}
	if err := modfs.CheckWritable(s.Module, dir); err != nil {
		return fmt.Errorf("%w: make it writable, then run the test again", err)
	}
	return nil
}
