package store

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/tablediff"
)

// Approve makes a pending result, as returned by Pending or Status, the golden. It writes nothing and returns an error
// if the result is stale. It does so too if the golden has changed since the test compared it with the result
// ([ErrChanged]), or if a later run left another result.
func (s *Store) Approve(p Pending) error { return s.ApproveFor(p, "") }

// ApproveFor is like Approve, but also stores the reason beside the golden, unless it is "".
func (s *Store) ApproveFor(p Pending, reason string) error {
	if err := CheckReason(reason); err != nil {
		return err
	}
	if err := p.Locate(); err != nil {
		return err
	}
	if p.Stale != "" {
		return fmt.Errorf("%s: no case declares it any more: %s: reject it, or run its test again", p.ID, p.Stale)
	}
	if p.Refused != "" {
		return errors.New("the result cannot be approved: " + p.Refused)
	}
	result, err := s.result(p)
	if err != nil {
		return err
	}
	f, err := goldenfile.Decode(result, p.ID)
	if err != nil {
		return err
	}
	parquet, _, err := s.besideResult(p, f)
	if err != nil {
		return err
	}
	if p.Inline != nil {
		if err := s.WriteInline(*p.Inline, p.Base, p.Golden, result); err != nil {
			return err
		}
		if err := s.keepReason(p, reason); err != nil {
			return err
		}
		return s.RemovePending(p.ID)
	}
	err = s.RewriteBoth(p.Golden, func(old []byte) ([]byte, []byte, error) {
		switch Hash(old) {
		case p.Base:
			return result, parquet, s.keepReason(p, reason)
		case p.Result:
			return nil, nil, nil
		}
		return nil, nil, fmt.Errorf("%s: %w", p.Golden, ErrChanged)
	})
	if err != nil {
		return err
	}
	if err := s.RemovePending(p.ID); err != nil || p.RenameOf == "" {
		return err
	}
	return s.pruneRenamed(p.Package, p.RenameOf, result)
}

// Reject removes a pending result. The golden stays as it is.
func (s *Store) Reject(p Pending) error {
	if err := p.Locate(); err != nil {
		return err
	}
	return s.RemovePending(p.ID)
}

// Report compares a pending result with the current golden, within the tolerances of the case. If there is no golden,
// Report.Missing is set.
func (s *Store) Report(p Pending) (*report.Report, error) {
	_, _, report, err := s.Sides(p)
	return report, err
}

// Sides is like Report, but also returns the files it compares: the golden (nil if it does not exist) and the result.
// If both are digests, it compares the tables in their Parquet files, if it can read them.
func (s *Store) Sides(p Pending) (old, result *goldenfile.File, report *report.Report, err error) {
	if err := p.Locate(); err != nil {
		return nil, nil, nil, err
	}
	text, err := s.result(p)
	if err != nil {
		return nil, nil, nil, err
	}
	if result, err = goldenfile.Decode(text, p.ID); err != nil {
		return nil, nil, nil, err
	}
	if p.Inline != nil {
		text, err = s.inlineGolden(p, result)
	} else {
		text, err = s.ReadGolden(p.Golden)
	}
	if errors.Is(err, fs.ErrNotExist) || err == nil && text == nil {
		report, err = tablediff.Compare(nil, result, tablediff.Options{})
		return nil, result, report, err
	}
	if err != nil {
		return nil, nil, nil, err
	}
	if old, err = goldenfile.Decode(text, p.Where()); err != nil {
		return nil, nil, nil, err
	}
	o := tablediff.Options{Order: result.Order, Key: result.Key, Tolerances: p.Tolerances}
	old, result, report, err = s.Compare(p.Golden, old, result, func() (*goldenfile.File, error) {
		_, whole, err := s.besideResult(p, result)
		return whole, err
	}, o)
	if err == nil {
		if p.Refused != "" {
			report.Settings = nil // the test declares the order of the golden
		}
		report.Cause = p.Reason // the test knows which fixture the inputs come from
		report.Notes = append(report.Notes, p.Notes...)
	}
	return old, result, report, err
}
