package store

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/modfs"
)

// A Backup is a pending result and its golden from before a decision, with which the decision can be undone.
type Backup struct {
	pending Pending
	result  version
	golden  version // as pending.Golden
	renamed version // as pending.RenameOf
	inline  string  // the source of the expectation at pending.Inline
}

// A version is the content of a golden or result and of the files beside it. The content of a missing file is nil.
type version struct{ text, parquet, reasons []byte }

func (v version) size() int { return len(v.text) + len(v.parquet) + len(v.reasons) }

// Size returns the size of the backup in bytes.
func (b *Backup) Size() int { return b.result.size() + b.golden.size() + b.renamed.size() }

// Backup reads the files that Approve or Reject of p replaces or removes.
func (s *Store) Backup(p Pending) (*Backup, error) {
	if err := p.Locate(); err != nil {
		return nil, err
	}
	b := &Backup{pending: p}
	var err error
	if b.result.text, err = s.result(p); err != nil {
		return nil, err
	}
	if goldenfile.ParquetHash(b.result.text) != "" {
		file, _ := pendingFiles(p.ID)
		if b.result.parquet, err = s.read(ParquetFile(file), longestParquet); err != nil {
			return nil, err
		}
	}
	if p.Inline != nil {
		source, l, err := s.inlineAt(*p.Inline)
		b.inline = source.Raw(l)
		return b, err
	}
	if b.golden, err = s.versionOf(p.Golden); err != nil {
		return nil, err
	}
	if p.RenameOf != "" {
		b.renamed, err = s.versionOf(p.RenameOf)
	}
	return b, err
}

// versionOf reads a golden and the files beside it.
func (s *Store) versionOf(golden string) (v version, err error) {
	if v.text, err = s.ReadGolden(golden); err != nil {
		return version{}, modfs.IgnoreMissing(err)
	}
	if v.reasons, err = s.reasons(golden); err != nil {
		return version{}, err
	}
	if goldenfile.ParquetHash(v.text) != "" {
		v.parquet, err = modfs.ReadFile(s.Module, ParquetFile(golden), longestParquet)
	}
	return v, modfs.IgnoreMissing(err)
}

// Restore puts back the golden and makes the result pending again. If either has changed since the decision, it returns
// an error ([ErrChanged] for the golden), because it would undo someone else's work.
func (s *Store) Restore(b *Backup) error {
	if err := s.checkNotPending(b.pending.ID); err != nil {
		return err
	}
	if err := s.restoreGolden(b); err != nil {
		return err
	}
	if b.renamed.text != nil {
		err := s.RewriteBoth(b.pending.RenameOf, func(now []byte) ([]byte, []byte, error) {
			if now != nil {
				return nil, nil, nil // it was not removed, or exists again
			}
			return b.renamed.text, b.renamed.parquet, s.writeReasons(b.pending.RenameOf, b.renamed.reasons)
		})
		if err != nil {
			return err
		}
	}
	return s.SavePending(b.pending, b.result.text, b.result.parquet)
}

// checkNotPending returns an error if a result with this ID is pending.
func (s *Store) checkNotPending(id string) error {
	_, err := s.pending(id)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	return fmt.Errorf("%s: another result is pending: review that one", id)
}

// restoreGolden replaces the approved result by the old golden.
func (s *Store) restoreGolden(b *Backup) error {
	if b.pending.Inline != nil {
		return s.restoreInline(b)
	}
	name := b.pending.Golden
	created := false
	err := s.RewriteBoth(name, func(now []byte) ([]byte, []byte, error) {
		switch Hash(now) {
		case Hash(b.golden.text):
			return nil, nil, nil // it was rejected, or never written
		case b.pending.Result:
			created = b.golden.text == nil
			return b.golden.text, b.golden.parquet, s.writeReasons(name, b.golden.reasons)
		}
		return nil, nil, fmt.Errorf("%s: %w", name, ErrChanged)
	})
	if err != nil || !created {
		return err
	}
	return s.removeGolden(b.pending.Package, name)
}
