package datafile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/parquetfile"
)

func written(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTypesComeFromValues(t *testing.T) {
	tests := map[string]struct{ name, text, want string }{
		"numbers":                 {"a.csv", "a,b,c\n1,1,1.5\n-2,2.5,1e3\n", "int64 float64 float64"},
		"an empty cell is a null": {"a.csv", "a,b\n1,\n,x\n", "int64 utf8"},
		"codes are texts":         {"a.csv", "a,b,c\n007,1_0,0x1p3\n", "utf8 utf8 utf8"},
		"large integers": {
			"a.csv", "a,b,c\n9223372036854775807,18446744073709551615,-9223372036854775809\n",
			"int64 utf8 utf8",
		},
		"large integers of JSON": {"a.jsonl", `{"a": 18446744073709551615, "b": -1}`, "utf8 int64"},
		"times": {
			"a.csv", "a,b,c\n2026-01-31,2026-01-31T10:00:00Z,2026-01-31 10:00\n",
			"date32 timestamp[us, tz=UTC] timestamp[us]",
		},
		"nanoseconds":         {"a.csv", "a\n2026-01-31T10:00:00.123456789Z\n", "timestamp[ns, tz=UTC]"},
		"times of both kinds": {"a.csv", "a\n2026-01-31T10:00:00Z\n2026-01-31T10:00:00\n", "utf8"},
		"no such day":         {"a.csv", "a\n2026-02-30\n", "utf8"},
		"booleans":            {"a.csv", "a,b\ntrue,true\nFALSE,1\n", "bool utf8"},
		"semicolons":          {"a.csv", "\ufeffa;b\n1;x\n", "int64 utf8"},
		"lines of JSON": {
			"a.jsonl", `{"a": 1, "b": {"c": [1.5, 2]}}` + "\n\n" + `{"d": null, "a": null}`,
			"int64 struct<c: list<item: float64, nullable>> utf8",
		},
		"an array of JSON":            {"a.json", `[{"a": true}, {"a": false, "b": "2026-01-31"}]`, "bool date32"},
		"large integers among floats": {"a.csv", "a\n1.5\n9007199254740993\n", "utf8"},
		"values that nest":            {"a.jsonl", `{"a": [1, "x", null, {"b": [true]}]}`, "list<item: utf8, nullable>"},
		"values of several kinds":     {"a.jsonl", `{"a": 1, "b": [1]}` + "\n" + `{"a": "x", "b": "y"}`, "utf8 utf8"},
		"a text that is no number":    {"a.jsonl", `{"a": "1"}`, "utf8"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			table, err := Open(written(t, test.name, test.text), Options{Mixed: true})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range table.Schema.Fields() {
				got = append(got, f.Type.String())
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("got %s, want %s", strings.Join(got, " "), test.want)
			}
			rows := int64(0)
			err = table.Each(context.Background(), func(rec arrow.Record) error {
				rows += rec.NumRows()
				return nil
			})
			if err != nil || rows != table.Rows {
				t.Errorf("read %d of %d rows: %v", rows, table.Rows, err)
			}
		})
	}
}

func TestColumnsAreReadAlone(t *testing.T) {
	table, err := Open(written(t, "a.csv", "a,b,c\n1,x,true\n2,,false\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = table.Each(context.Background(), func(rec arrow.Record) error {
		if names := rec.Schema().String(); rec.NumCols() != 2 || rec.ColumnName(0) != "c" || rec.ColumnName(1) != "b" ||
			!rec.Column(1).IsNull(1) {
			t.Errorf("got %s", names)
		}
		return nil
	}, 2, 1)
	if err != nil {
		t.Error(err)
	}
}

func TestHostileFilesAreErrors(t *testing.T) {
	tests := map[string]struct{ name, text, want string }{
		"an empty file": {"a.csv", "", "the file is empty"},
		"a line without end": {
			"a.csv", "a\n" + strings.Repeat("x", longestRow+1<<17),
			"a row has more than 16777216 bytes",
		},
		"a long line of JSON":   {"a.jsonl", strings.Repeat(" ", longestRow+1), "a row has more than 16777216 bytes"},
		"deep JSON":             {"a.json", "[" + strings.Repeat(`{"a":`, 100), "nest more than 32 deep"},
		"JSON that ends":        {"a.json", `[{"a": 1}`, "a.json:1:10: not JSON: the file ends too early"},
		"no UTF-8":              {"a.csv", "a\nx\n\xff\n", "a.csv:3:1: byte 0xff is not UTF-8"},
		"UTF-16 without a mark": {"a.csv", "a\x00\n\x00", "a byte is 0: if the file is UTF-16, set encoding to utf-16le"},
		"half a pair of UTF-16": {
			"a.csv", "\xff\xfea\x00\n\x00b\x00\x01\xd8\n\x00",
			"a.csv:2:2: a character is not in the encoding of the file",
		},
		"lines of old Macs":     {"a.csv", "a,b\r1,2\r", "save the file with another line end"},
		"a column without name": {"a.csv", "a,,c\n", "column 2 has no name"},
		"Arrow that ends":       {"a.arrow", "ARROW1", "not Arrow"},
		"Parquet of nothing":    {"a.parquet", "PAR1\x00\x00\x00\x7fPAR1", "not Parquet"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := Open(written(t, test.name, test.text),
				Options{Mixed: true}); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestADamagedFileIsAnError(t *testing.T) {
	rec := array.NewRecord(arrow.NewSchema([]arrow.Field{{Name: "a", Type: arrow.PrimitiveTypes.Int64}}, nil),
		[]arrow.Array{array.MakeArrayOfNull(memory.DefaultAllocator, arrow.PrimitiveTypes.Int64, 3)}, 3)
	var parquet, stream bytes.Buffer
	p := parquetfile.NewWriter(&parquet, rec.Schema(), parquetfile.Options{})
	s := ipc.NewWriter(&stream, ipc.WithSchema(rec.Schema()))
	if err := errors.Join(p.Write(rec), p.Close(), s.Write(rec), s.Close()); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"a.parquet": parquet.String(), "a.arrow": stream.String()} {
		for at := range text {
			path := written(t, name, text[:at]+"\xff"+text[at+1:])
			table, err := Open(path, Options{})
			if err == nil {
				err = table.Each(context.Background(), func(arrow.Record) error { return nil })
			}
			if err != nil && (!strings.HasPrefix(err.Error(), path+": ") || strings.Contains(err.Error(), "\n")) {
				t.Errorf("%s, byte %d: %v", name, at, err)
			}
		}
	}
}

func TestAReaderStopsWhenItIsTold(t *testing.T) {
	path := written(t, "a.csv", "a\n"+strings.Repeat("1\n", 3*rowsInBatch))
	table, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	enough, calls := errors.New("enough"), 0
	err = table.Each(context.Background(), func(arrow.Record) error { calls++; return enough })
	if !errors.Is(err, enough) || calls != 1 {
		t.Errorf("%d calls, then %v", calls, err)
	}
}

// bothWays reads a file whole and in batches, and returns the cells, or the error without the file's name.
func bothWays(t *testing.T, name, text string, o Options) (whole, batches string) {
	t.Helper()
	message := func(err error) string {
		var e *Error
		if !errors.As(err, &e) {
			t.Fatalf("%s: %v is no *Error", name, err)
		}
		return fmt.Sprintf("%d:%d: %s", e.Line, e.Col, e.Msg)
	}
	rec, err := Read(name, []byte(text), o)
	if err != nil {
		whole = message(err)
	} else {
		whole = fmt.Sprint(rec.Schema().Fields(), cells(rec))
	}
	table, err := Open(written(t, name, text), o)
	var read []arrow.Record
	if err == nil {
		err = table.Each(context.Background(), func(rec arrow.Record) error {
			rec.Retain()
			read = append(read, rec)
			return nil
		})
	}
	if err != nil {
		return whole, message(err)
	}
	if rec, err = joined(table.Schema, read); err != nil {
		t.Fatal(err)
	}
	return whole, fmt.Sprint(table.Schema.Fields(), cells(rec))
}

func TestAFileIsTheSameWholeAndInBatches(t *testing.T) {
	utf8 := map[string]arrow.DataType{"a": arrow.BinaryTypes.String}
	for _, test := range []struct {
		name, text string
		o          Options
		want       string // in the cells or the error
	}{
		{"a.tsv", "a,b\tc\n1\t2\n", Options{}, "[1 2]"},
		{"stops.txt", "\ufeffstop_id,stop_name\r\n007,\"A, B\"\r\n", Options{}, "[007 A, B]"},
		{"a.json", "\ufeff[{\"a\":1}]", Options{}, "[1]"},
		{"a.jsonl", "\ufeff{\"a\":1}", Options{}, "[1]"},
		{"a.jsonl", `{"a":1}{"a":2}` + "\n\n" + `{"a":3}`, Options{}, "[1 2 3]"},
		{"a.jsonl", `{"a":1,"a":2}`, Options{}, `1:11: duplicate key "a"`},
		{"a.json", `[{"b":{"a":1,"a":2}}]`, Options{}, `1:17: duplicate key "a"`},
		{"a.json", `[{"a":1}] {}`, Options{}, "1:12: unexpected text after the array"},
		{"a.json", `[]`, Options{}, "there are no columns"},
		{"a.jsonl", `{"a":1}` + "\n" + `{"a":"ä"}`, Options{}, `2:9: row 1, column "a": values of different kinds`},
		{"a.jsonl", `{"a":1}` + "\n" + `{"a":"ä"}`, Options{Mixed: true}, "[1 ä]"},
		{"a.jsonl", `{"a":1}` + "\n" + `{"a":"ä"}`, Options{Types: utf8}, "[1 ä]"},
		{"a.jsonl", `{"a":[1,[2],{"b":"c"}]}`, Options{Mixed: true}, `["1","[2]","{\"b\":\"c\"}"]`},
		{"a.jsonl", `{"a":{"b":1}} {"a":{"b":true}}`, Options{Mixed: true}, `{"b":"1"} {"b":"true"}`},
		{"a.csv", "a\n1\nä\xff\n", Options{}, "3:2: byte 0xff is not UTF-8"},
		{"a.csv", "a\n\xc3", Options{}, "2:1: byte 0xc3 is not UTF-8"},
		{"a.csv", "a,b\n1\n", Options{}, "2:1: 1 field where the header has 2: complete or delete the line"},
		{"a.csv", "a\n1\n2\n3\n", Options{MaxRows: 2}, "has more rows than the limit of 2"},
		{"a.csv", "a\n" + strings.Repeat("ä€𝄞", rowsInBatch) + "\n", Options{}, "ä€𝄞]"},
		{
			"a.csv", "a\n" + strings.Repeat("1\n", 2*rowsInBatch) + "x\n",
			Options{Types: map[string]arrow.DataType{"a": arrow.PrimitiveTypes.Int8}},
			`32770:1: column "a": `,
		},
	} {
		whole, batches := bothWays(t, test.name, test.text, test.o)
		if whole != batches || !strings.Contains(whole, test.want) {
			t.Errorf("%s of %.60q: got %.300s\nand in batches %.300s\nwant %s", test.name, test.text, whole, batches, test.want)
		}
	}
}
