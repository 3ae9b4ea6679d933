// Package tablefile opens the files that commands read tables from: data files, and goldens.
package tablefile

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/datafile"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/modfs"
)

const goldenExtension = ".golden"

// largestGolden is the size in bytes beyond which a golden is not read.
const largestGolden = 64 << 20

// Extensions returns those of the files that Open opens, without the dot.
func Extensions() []string {
	names := append(datafile.Extensions(), goldenExtension)
	for i, e := range names {
		names[i] = e[1:]
	}
	slices.Sort(names)
	return names
}

// Open opens a file by its extension. A column whose values have no common type is text. csv describes CSV files.
func Open(path string, csv datafile.Dialect) (*datafile.Table, error) {
	if strings.EqualFold(filepath.Ext(path), goldenExtension) {
		return openGolden(path)
	}
	o := datafile.Options{Mixed: true}
	if datafile.IsCSV(path) {
		o.CSV = csv
	}
	return datafile.Open(path, o)
}

// openGolden reads a golden, whole. Of a digest it reads the table beside it.
func openGolden(path string) (*datafile.Table, error) {
	info, err := os.Stat(path)
	if err == nil {
		err = modfs.CheckRegular(path, info)
	}
	if err != nil {
		return nil, err
	}
	if info.Size() > largestGolden {
		return nil, fmt.Errorf("%s: it has %d bytes, over the limit of %d", path, info.Size(), largestGolden)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	g, err := goldenfile.Decode(text, path)
	name := strings.TrimSuffix(path, filepath.Ext(path))
	switch {
	case err != nil:
		return nil, err
	case g.Table == nil:
		return nil, fmt.Errorf("%s: the golden holds a value, not a table", path)
	case g.Digest != nil:
		beside := name + ".parquet"
		if _, err := os.Stat(beside); err != nil {
			return nil, fmt.Errorf("%s: the golden is a digest, and its table is not beside it", path)
		}
		return datafile.Open(beside, datafile.Options{})
	}
	rows := g.Table.NumRows()
	return datafile.New(filepath.Base(name), g.Table.Schema(), rows,
		func(ctx context.Context, each func(arrow.Record) error) error {
			const batch = 1 << 14
			for lo := int64(0); lo < rows && ctx.Err() == nil; lo += batch {
				if err := each(g.Table.NewSlice(lo, min(lo+batch, rows))); err != nil {
					return err
				}
			}
			return ctx.Err()
		}), nil
}
