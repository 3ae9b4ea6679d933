package store

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/modfs"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/tablediff"
)

// ReadParquet reads the table of a golden that is a digest from its Parquet file.
func (s *Store) ReadParquet(golden string, digest *goldenfile.File) (*goldenfile.File, error) {
	_, table, err := readParquet(s.readModule, ParquetFile(golden), digest)
	return table, err
}

// readParquet reads the table of a digest from its Parquet file.
func readParquet(read func(name string, limit int64) ([]byte, error), name string, digest *goldenfile.File) (
	[]byte, *goldenfile.File, error,
) {
	data, err := read(name, longestParquet)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, fmt.Errorf("%s is missing", name)
	case err != nil:
		return nil, nil, err
	case modfs.IsPointer(data):
		return nil, nil, fmt.Errorf("%s is a Git LFS pointer: fetch it with git lfs pull", name)
	case Hash(data) != digest.Digest.Parquet:
		return nil, nil, fmt.Errorf("%s is not the file that was written with the digest", name)
	}
	whole, err := goldenfile.DecodeParquet(data, digest)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	return data, whole, nil
}

// besideResult returns the Parquet file of a pending result and the table in it. It returns nil if the result has no
// such file.
func (s *Store) besideResult(p Pending, result *goldenfile.File) ([]byte, *goldenfile.File, error) {
	if result.Digest == nil || result.Digest.Parquet == "" {
		return nil, nil, nil
	}
	resultFile, _ := pendingFiles(p.ID)
	return readParquet(s.read, ParquetFile(resultFile), result)
}

// Compare compares a golden with a result, and returns what it compared. If both are digests with Parquet files, it
// compares their tables. If it cannot read a file, it compares the digests, and a note says why.
func (s *Store) Compare(
	golden string, old, new *goldenfile.File, whole func() (*goldenfile.File, error), o tablediff.Options,
) (was, is *goldenfile.File, r *report.Report, err error) {
	if old == nil || tablediff.Kind(old) != tablediff.Kind(new) || new.Digest == nil || new.Digest.Parquet == "" {
		r, err = tablediff.Compare(old, new, o)
		return old, new, r, err
	}
	oldTable, oldErr := s.ReadParquet(golden, old)
	newTable, newErr := whole()
	if unread := errors.Join(oldErr, newErr); unread != nil || newTable == nil {
		r, err = tablediff.Compare(old, new, withoutTolerances(o))
		if err == nil && unread != nil {
			r.Notes = append(r.Notes, "no cells are shown: "+strings.ReplaceAll(unread.Error(), "\n", "; "))
		}
		return old, new, r, err
	}
	r, err = tablediff.Compare(oldTable, newTable, o)
	return oldTable, newTable, r, err
}

func withoutTolerances(o tablediff.Options) tablediff.Options {
	o.Tolerances = nil
	return o
}
