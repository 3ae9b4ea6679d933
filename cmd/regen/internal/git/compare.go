package git

import (
	"bytes"
	"fmt"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/tablediff"
)

// GoldenMark is how Assay's goldens start. Other .golden files are not compared.
const GoldenMark = "# assay "

// IsAssay reports whether either side is a golden of Assay.
func (c *ChangedGolden) IsAssay() bool {
	return c.Source != "" || bytes.HasPrefix(c.Old, []byte(GoldenMark)) || bytes.HasPrefix(c.New, []byte(GoldenMark))
}

// Compare compares the two sides. It compares a deleted golden with one without rows.
func (c *ChangedGolden) Compare() (*report.Report, error) {
	var old, new *goldenfile.File
	if err := c.decodeExpectations(); err != nil {
		return nil, err
	}
	var err error
	if c.Old != nil {
		if old, err = goldenfile.Decode(c.Old, c.Path); err != nil {
			return nil, fmt.Errorf("old side: %w", err)
		}
	}
	switch {
	case c.New != nil:
		new, err = goldenfile.Decode(c.New, c.Path)
	case old.Table != nil:
		new = &goldenfile.File{Order: old.Order, Key: old.Key, Table: old.Table.NewSlice(0, 0)}
		if old.Digest != nil {
			new.Digest = &goldenfile.Digest{
				Rules: old.Digest.Rules, Columns: make([]goldenfile.DigestColumn, len(old.Digest.Columns)),
			}
		}
	default:
		new = &goldenfile.File{Value: []byte("null\n")}
	}
	if err != nil {
		return nil, err
	}
	if old != nil && (len(old.Inputs) == 0) != (len(new.Inputs) == 0) && c.Source != "" {
		old.Inputs, new.Inputs = nil, nil // an expectation seldom has them
	}
	report, err := tablediff.Compare(old, new, tablediff.Options{Order: new.Order, Key: new.Key})
	if err == nil {
		report.Deleted = c.New == nil
		if c.moved != "" {
			report.Notes = append(report.Notes, c.moved)
		}
		if c.Was != "" {
			report.RenamedFrom = GoldenName(c.Was)
		}
	}
	return report, err
}
