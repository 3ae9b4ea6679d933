package golden

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
)

const (
	parquetSuffix  = ".parquet"
	longestParquet = 512 << 20 // bytes of a file that is read
)

// besideGolden returns the path of the Parquet file of a golden, or of a pending result.
func besideGolden(name string) string { return strings.TrimSuffix(name, suffix) + parquetSuffix }

// goldenOf returns the path of the golden that a Parquet file belongs to, and that of a golden itself.
func goldenOf(file string) string {
	if stem, is := strings.CutSuffix(file, parquetSuffix); is {
		return stem + suffix
	}
	return file
}

// parquetFile returns the table that a digest describes from a Parquet file of the tree.
func parquetFile(root *os.Root, name string, digest *File) ([]byte, *File, error) {
	data, err := readFile(root, name, longestParquet)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, fmt.Errorf("%s is missing", name)
	case err != nil:
		return nil, nil, err
	case hashOf(data) != digest.Digest.Parquet:
		return nil, nil, fmt.Errorf("%s is not the file that was written with the digest", name)
	}
	whole, err := decodeParquet(data, digest)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	return data, whole, nil
}

// besideResult returns the Parquet file of a pending result, and the table in it; nil where the result has none.
func (s *Store) besideResult(p Pending, result *File) ([]byte, *File, error) {
	if result.Digest == nil || result.Digest.Parquet == "" {
		return nil, nil, nil
	}
	root, at, err := s.tree(false)
	if err != nil {
		return nil, nil, err
	}
	resultFile, _ := pendingFiles(p.ID)
	return parquetFile(root, path.Join(at, besideGolden(resultFile)), result)
}

// compareWhole compares a golden with a result, and returns what it compares: of two digests with Parquet beside them the
// tables, where both can be read, or else the digests, with a note that says why.
func (s *Store) compareWhole(golden string, old, new *File, whole func() (*File, error), o Comparison) (was, is *File, r *Report, err error) {
	if old == nil || kindOf(old) != kindOf(new) || new.Digest == nil || new.Digest.Parquet == "" {
		r, err = Compare(old, new, o)
		return old, new, r, err
	}
	_, oldTable, oldErr := parquetFile(s.module, besideGolden(golden), old)
	newTable, newErr := whole()
	if unread := errors.Join(oldErr, newErr); unread != nil || newTable == nil {
		r, err = Compare(old, new, withoutTolerances(o))
		if err == nil && unread != nil {
			r.Notes = append(r.Notes, "no cells are shown: "+strings.ReplaceAll(unread.Error(), "\n", "; "))
		}
		return old, new, r, err
	}
	r, err = Compare(oldTable, newTable, o)
	return oldTable, newTable, r, err
}

func withoutTolerances(o Comparison) Comparison {
	o.Tolerances = nil
	return o
}
