// Package tabular reads tables of files in batches of Arrow records: CSV, JSON arrays, JSON lines, Parquet, Arrow IPC and
// goldens.
//
//	t, err := tabular.Open("orders.csv")
//	err = t.Each(ctx, func(rec arrow.Record) error { … })
//
// A table is read again and again, never held whole, goldens excepted. Text formats have no types: a first pass over the
// file finds the types of their columns, which are int64, float64, bool, date32, timestamp[us] or timestamp[us, UTC] (ns
// where a value has more digits than six), utf8 for all else, and of JSON lists and structs of these. An empty cell of a
// CSV file is a null.
//
// Files may come from anyone: a damaged one is an error, a line is 16 MiB at most.
package tabular

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
)

// batch is the number of rows of a record.
const batch = 1 << 14

// longestLine is the length of a line, in bytes, beyond which a text file is refused.
const longestLine = 16 << 20

// A Table is a file that holds a table.
type Table struct {
	Name   string // of the file, without directory and extension
	Path   string
	Schema *arrow.Schema
	Rows   int64 // -1 where they have not been counted
	read   func(ctx context.Context, columns []int, each func(arrow.Record) error) error
}

// openers are the readers of files by extension.
var openers = map[string]func(path string) (*Table, error){
	".csv": openCSV, ".tsv": openCSV, ".json": openJSON, ".jsonl": openJSON, ".ndjson": openJSON,
	".parquet": openParquet, ".arrow": openIPC, ".arrows": openIPC, ".ipc": openIPC, ".feather": openIPC,
	".golden": openGolden,
}

// Extensions are those of the files that Open reads, without the dot.
func Extensions() []string {
	var names []string
	for e := range openers {
		names = append(names, e[1:])
	}
	slices.Sort(names)
	return names
}

// Open opens a file by its extension. Errors name the path, and the line where there is one.
func Open(path string) (t *Table, err error) { return OpenAs(path, filepath.Ext(path)) }

// OpenAs opens a file as one with this extension.
func OpenAs(path, ext string) (t *Table, err error) {
	open := openers[strings.ToLower(ext)]
	if open == nil {
		return nil, fmt.Errorf("%s: the extension of a file tells its format, which is one of %s", path, strings.Join(Extensions(), ", "))
	}
	defer caught(path, &err)
	if t, err = open(path); err != nil {
		return nil, err
	}
	t.Path, t.Name = path, strings.TrimSuffix(filepath.Base(path), ext)
	return t, nil
}

// New returns a table that read hands over, all columns and batch by batch. rows is -1 where they are not known.
func New(name string, schema *arrow.Schema, rows int64, read func(context.Context, func(arrow.Record) error) error) *Table {
	return &Table{Name: name, Path: name, Schema: schema, Rows: rows, read: func(ctx context.Context, columns []int, each func(arrow.Record) error) error {
		return read(ctx, func(rec arrow.Record) error { return each(project(rec, columns)) })
	}}
}

// Each hands over the rows in batches, with these columns or, where none is given, all. A record is valid until each
// returns.
func (t *Table) Each(ctx context.Context, each func(arrow.Record) error, columns ...int) (err error) {
	defer caught(t.Path, &err)
	return t.read(ctx, columns, each)
}

// caught turns a panic of a reader, which a damaged file can cause, into an error.
func caught(path string, err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%s: the file is damaged: %v", path, r)
	}
}

// whole hands over a record that is in memory.
func whole(rec arrow.Record) func(context.Context, []int, func(arrow.Record) error) error {
	return func(ctx context.Context, columns []int, each func(arrow.Record) error) error {
		for lo := int64(0); lo < rec.NumRows() && ctx.Err() == nil; lo += batch {
			if err := each(project(rec.NewSlice(lo, min(lo+batch, rec.NumRows())), columns)); err != nil {
				return err
			}
		}
		return ctx.Err()
	}
}
