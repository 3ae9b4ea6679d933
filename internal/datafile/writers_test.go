package datafile

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
)

var writtenByOthers = flag.String("writers", "", "read the files of other writers in this `directory` too")

// TestFilesOfOtherWritersAreRead reads files that DuckDB, pyarrow, polars and JavaScript wrote. NAME.cells.json has the
// cells that each says it wrote: lists by column, or the error. If the list of a column "" has the number of rows, the
// others have the first of them.
func TestFilesOfOtherWritersAreRead(t *testing.T) {
	for _, dir := range []string{"testdata/writers", *writtenByOthers} {
		if dir == "" {
			t.Log("just writers reads the files of all writers; these are a few of them")
			continue
		}
		files, err := filepath.Glob(filepath.Join(dir, "*.cells.json"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", dir, len(files), err)
		}
		cells := 0
		for _, of := range files {
			text, err := os.ReadFile(of)
			if err != nil {
				t.Fatal(err)
			}
			name := strings.TrimSuffix(of, ".cells.json")
			var want any
			unmarshal(t, text, &want)
			if n, err := compareCells(name, want); err != nil {
				t.Errorf("%s: %v", filepath.Base(name), err)
			} else {
				cells += n
			}
		}
		t.Logf("%s: %d files, %d cells", dir, len(files), cells)
	}
}

func unmarshal(t *testing.T, text []byte, v any) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(v); err != nil {
		t.Fatal(err)
	}
}

// compareCells returns the number of equal cells, or the first difference.
func compareCells(name string, want any) (int, error) {
	table, err := Open(name, Options{Mixed: true})
	if message, ok := want.(string); ok {
		if err == nil || !strings.Contains(err.Error(), message) {
			return 0, fmt.Errorf("got %w, want the error %s", err, message)
		}
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	columns := want.(map[string]any)
	total := -1
	if n, ok := columns[""]; ok {
		total, _ = strconv.Atoi(fmt.Sprint(n.([]any)[0]))
		delete(columns, "")
	}
	if n := table.Schema.NumFields(); n != len(columns) {
		return 0, fmt.Errorf("has %d columns, want %d: %v", n, len(columns), table.Schema)
	}
	first, cells := 0, 0
	err = table.Each(context.Background(), func(rec arrow.Record) error {
		for i, c := range rec.Columns() {
			format, err := arrowtext.NewFormatter(c)
			if err != nil {
				return err
			}
			null, wanted := arrowtext.Nulls(c), columns[rec.ColumnName(i)].([]any)
			if len(wanted) < first+c.Len() && total < 0 {
				return fmt.Errorf("%s has more than %d rows", rec.ColumnName(i), len(wanted))
			}
			for row := range min(c.Len(), max(len(wanted)-first, 0)) {
				text := ""
				if !null(row) {
					text = string(format(nil, row))
				}
				if w := wanted[first+row]; null(row) != (w == nil) || w != nil && !sameCell(text, w, c.DataType()) {
					return fmt.Errorf("%s[%d] %s is %q, want %v", rec.ColumnName(i), first+row, c.DataType(), text, w)
				}
				cells++
			}
		}
		first += int(rec.NumRows())
		return nil
	})
	for name, wanted := range columns {
		n := max(total, len(wanted.([]any)))
		if err == nil && n != first {
			err = fmt.Errorf("%s has %d rows, want %d", name, first, n)
		}
	}
	return cells, err
}

// sameCell compares the text of a cell with JSON.
func sameCell(text string, want any, typ arrow.DataType) bool {
	switch want := want.(type) {
	case string:
		return text == want || trimTime(text) == trimTime(want) || arrow.IsFloating(typ.ID()) && sameNumber(text, want)
	case bool:
		return text == strconv.FormatBool(want)
	case json.Number:
		return sameNumber(text, want.String())
	}
	var got any
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	return dec.Decode(&got) == nil && reflect.DeepEqual(got, want)
}

// sameNumber compares numbers by their digits, or as floats of the width that the shorter text has.
func sameNumber(text, want string) bool {
	if text == want {
		return true
	}
	a, err := strconv.ParseFloat(text, 64)
	b, err2 := strconv.ParseFloat(want, 64)
	exact := strings.Trim(text+want, "-0123456789") != "" // of integers, the digits are compared
	return err == nil && err2 == nil && exact && (a == b || float32(a) == float32(b) && len(text) < len(want))
}

// trimTime leaves out the zeros at the end of a fraction of a second.
func trimTime(text string) string {
	zone := strings.TrimSuffix(text, "Z")
	if !strings.Contains(zone, ":") || !strings.Contains(zone, ".") {
		return text
	}
	return strings.TrimRight(strings.TrimRight(zone, "0"), ".") + text[len(zone):]
}
