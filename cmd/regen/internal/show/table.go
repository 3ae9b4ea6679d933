// Package show reads the tables of files and writes their rows and profiles, as text or as an HTML page.
package show

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/cmd/regen/internal/datagen"
	"github.com/assay-go/assay/cmd/regen/internal/git"
	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/cmd/regen/internal/tablefile"
	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/budget"
	"github.com/assay-go/assay/internal/datafile"
	"github.com/assay-go/assay/internal/fixture"
	"github.com/assay-go/assay/internal/fixture/dataset"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/modfs"
)

// Options are the flags of regen show.
type Options struct {
	Rows     int
	Datasets []string
	HTML     bool
	CSV      datafile.Dialect // of the CSV files
}

// A Table is a table with its first rows and its profile.
type Table struct {
	Name  string
	First arrow.Record
	About *profile.Table
	Rows  int64  // in all; About covers the first ones of a large dataset
	value []byte // the value in a golden that holds one instead of a table
}

// Tables reads the tables of a file.
func (o *Options) Tables(ctx context.Context, path string) ([]*Table, error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".yaml", ".yml":
		return o.readFixture(ctx, path)
	case ".golden":
		if value, err := valueOf(path); err != nil || value != nil {
			return []*Table{{Name: path, value: value}}, err
		}
	}
	t, err := tablefile.Open(path, o.CSV)
	if err != nil {
		return nil, err
	}
	s, err := o.read(ctx, path, t)
	return []*Table{s}, err
}

// readFixture reads the generated datasets of a fixture.
func (o *Options) readFixture(ctx context.Context, path string) ([]*Table, error) {
	fx, err := fixture.Open(path)
	if err != nil {
		return nil, err
	}
	names, err := datagen.SelectDatasets(fx.Datasets(), o.Datasets)
	if err != nil {
		return nil, err
	}
	plan, err := fx.Plan(dataset.Variant{})
	if err != nil {
		return nil, err
	}
	scale, err := budget.Scale()
	if err != nil {
		return nil, err
	}
	share := scale * budget.Fixture / int64(max(len(names), 1))
	var tables []*Table
	for _, name := range names {
		s, err := o.read(ctx, path+": "+name, firstRows(plan, name, o.Rows, share))
		if err != nil {
			return nil, err
		}
		s.Rows = int64(plan.Rows(name))
		tables = append(tables, s)
	}
	return tables, nil
}

// sketched is the number of bytes that a profile takes for each of its distinct values.
const sketched = 128

// firstRows returns the rows of a generated dataset up to some bytes, but at least some rows if they are short.
func firstRows(plan *gen.Plan, name string, least int, most int64) *datafile.Table {
	cell := int64(8) // bytes that a cell counts at least, because it takes time
	columns := max(budget.Columns(plan.Schema(name).Fields())/budget.Columns(make([]arrow.Field, 1)), 1)
	if columns*profile.MostDistinct*sketched > most {
		cell = sketched // the profiles of all columns take more than the cells
	}
	rows := min(plan.Rows(name), int(max(int64(least), most/max(cell*columns, plan.RowCost(name)))))
	read := func(ctx context.Context, each func(arrow.Record) error) error {
		reader, err := plan.SliceReader(ctx, name, 0, rows, gen.Options{Batch: 1 << 12})
		if err != nil {
			return err
		}
		defer reader.Release()
		for size := int64(0); size < most && reader.Next(); {
			rec := reader.Record()
			for _, c := range rec.Columns() {
				size += budget.SizeOf(c.Data(), 0, c.Len())
			}
			if err := each(rec); err != nil {
				return err
			}
		}
		return reader.Err()
	}
	return datafile.New(name, plan.Schema(name), int64(rows), read)
}

// valueOf returns the value in a golden, or nil if it holds a table.
func valueOf(path string) ([]byte, error) {
	f, err := modfs.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, git.MaxGolden))
	if err != nil || !bytes.HasPrefix(text, []byte(git.GoldenMark)) {
		return nil, err
	}
	g, err := goldenfile.Decode(text, path)
	if err != nil {
		return nil, err
	}
	return g.Value, nil
}

// read profiles a table and keeps its first rows.
func (o *Options) read(ctx context.Context, name string, t *datafile.Table) (*Table, error) {
	s := &Table{Name: name, About: profile.New(t.Schema)}
	var parts []arrow.Record
	kept := 0
	err := t.Each(ctx, func(rec arrow.Record) error {
		if n := min(rec.NumRows(), int64(o.Rows-kept)); n > 0 {
			rec.Retain()
			parts = append(parts, rec.NewSlice(0, n))
			kept += int(n)
		}
		return s.About.Add(rec)
	})
	if err != nil {
		return nil, err
	}
	s.Rows = s.About.Rows
	s.First, err = goldenfile.ToRecord(array.NewTableFromRecords(t.Schema, parts))
	return s, err
}

// size returns the numbers of rows and columns as text.
func (s *Table) size() string {
	text := message.Count(int(s.Rows), "row") + ", " + message.Count(len(s.About.Columns), "column")
	if s.Rows > s.About.Rows {
		text += ", profile of the first " + message.Count(int(s.About.Rows), "row")
	}
	return text
}
