// Package show reads the tables of files and writes their rows and profiles, as text or as an HTML page.
package show

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/cmd/regen/internal/datagen"
	"github.com/assay-go/assay/cmd/regen/internal/git"
	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/cmd/regen/internal/tablefile"
	"github.com/assay-go/assay/internal/datafile"
	"github.com/assay-go/assay/internal/fixture"
	"github.com/assay-go/assay/internal/fixture/dataset"
	"github.com/assay-go/assay/internal/goldenfile"
)

// Options are the flags of regen show.
type Options struct {
	Rows     int
	Datasets []string
	HTML     bool
}

// A Table is a table with its first rows and its profile.
type Table struct {
	Name  string
	First arrow.Record
	About *profile.Table
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
	t, err := tablefile.Open(path)
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
	var tables []*Table
	for _, name := range names {
		job := &datagen.Job{Plan: plan, Shard: 1, Shards: 1}
		t := datafile.New(name, plan.Schema(name), int64(plan.Rows(name)),
			func(ctx context.Context, each func(arrow.Record) error) error {
				return job.Records(ctx, name, each)
			})
		s, err := o.read(ctx, path+": "+name, t)
		if err != nil {
			return nil, err
		}
		tables = append(tables, s)
	}
	return tables, nil
}

// valueOf returns the value in a golden, or nil if it holds a table.
func valueOf(path string) ([]byte, error) {
	f, err := os.Open(path)
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
	s.First, err = goldenfile.ToRecord(array.NewTableFromRecords(t.Schema, parts))
	return s, err
}
