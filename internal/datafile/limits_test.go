package datafile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/budget"
	"github.com/assay-go/assay/internal/memorytest"
	"github.com/assay-go/assay/internal/parquetfile"
)

// each joins n texts, which may name their number.
func each(n int, format, separator string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(separator)
		}
		b.WriteString(strings.ReplaceAll(format, "%d", fmt.Sprint(i)))
	}
	return b.String()
}

// overBudget has files that say in few bytes what takes much memory or time, and the type of their column a.
var overBudget = map[string]struct{ name, text, typ string }{
	"a new key in each row":        {"a.jsonl", each(20_000, `{"k%d":1}`, "\n"), ""},
	"a new key in each element":    {"a.jsonl", `{"a":[` + each(20_000, `{"k%d":1}`, ",") + `]}`, ""},
	"an object of many keys":       {"a.jsonl", `{` + each(160_000, `"k%d":1`, ",") + `}`, ""},
	"an inner object of many keys": {"a.json", `[{"a":{` + each(160_000, `"k%d":1`, ",") + `}}]`, ""},
	"empty structs of many fields": {"a.jsonl", `{"a":[{` + each(3000, `"k%d":1`, ",") + `}` + each(9000, ",{}", "") + `]}`, ""},
	"sparse rows":                  {"a.jsonl", `{` + each(4000, `"k%d":1`, ",") + `}` + each(100_000, `{"k1":1}`, ""), ""},
	"a list of many numbers":       {"a.json", `[{"a":[` + each(3_000_000, "1", ",") + `]}]`, ""},
	"a header of many columns":     {"a.csv", each(1_000_000, "c%d", ",") + "\n", ""},
	"a row of many empty cells":    {"a.csv", "a\n" + strings.Repeat(",", 4_000_000), ""},
	"wide nulls":                   {"a.csv", "a,b\n" + strings.Repeat(",1\n", 20_000), "fixed_size_binary[65536]"},
	"one null of four billion":     {"a.csv", "a,b\n,1\n", "fixed_size_list<fixed_size_list<int64>[65536]>[65536]"},
	"wide nulls in a list":         {"a.csv", "a\n\"[" + each(20_000, "null", ",") + "]\"", "list<fixed_size_binary[65536]>"},
	"wide nulls in a list of JSON": {"a.jsonl", `{"a":[` + each(20_000, "null", ",") + `]}`, "list<fixed_size_binary[65536]>"},
	"a struct of many wide decimals": {
		"a.jsonl", each(30_000, `{"a":{}}`, "\n"),
		"struct<" + each(300, "f%d: decimal256(76, 0)", ", ") + ">",
	},
}

func readWhole(name, text string, o Options) error {
	_, err := Read(name, []byte(text), o)
	return err
}

func readBatches(name, text string, o Options) error {
	open := func() (file, error) { return newMemoryFile([]byte(text)), nil }
	s := &source{name: name, extension: filepath.Ext(name), open: open}
	table, err := s.table(o, rowsInBatch)
	if err != nil {
		return err
	}
	return table.Each(context.Background(), func(rec arrow.Record) error { rec.Release(); return nil })
}

// checkMemory reads a file both ways and returns both errors.
func checkMemory(t *testing.T, name, text string, o Options) (whole, batches error) {
	t.Helper()
	most := 64<<20 + 40*int64(len(text))
	if peak := memorytest.Peak(func() { whole = readWhole(name, text, o) }); peak > most {
		t.Errorf("%s, whole: %d bytes take %d MiB, more than %d", name, len(text), peak>>20, most>>20)
	}
	if peak := memorytest.Peak(func() { batches = readBatches(name, text, o) }); peak > most {
		t.Errorf("%s, in batches: %d bytes take %d MiB, more than %d", name, len(text), peak>>20, most>>20)
	}
	return whole, batches
}

func TestNoFileTakesMoreMemoryThanItsSizeAllows(t *testing.T) {
	for name, c := range overBudget {
		t.Run(name, func(t *testing.T) {
			o := Options{Mixed: true}
			if c.typ != "" {
				dt, err := arrowtext.ParseType(c.typ)
				if err != nil {
					t.Fatal(err)
				}
				o.Types = map[string]arrow.DataType{"a": dt}
			}
			whole, batches := checkMemory(t, c.name, c.text, o)
			if !errors.Is(whole, budget.Err) {
				t.Errorf("read whole: %v", whole)
			}
			if batches != nil && !errors.Is(batches, budget.Err) {
				t.Errorf("read in batches: %v", batches)
			}
		})
	}
}

func TestOrdinaryFilesFitTheirBudget(t *testing.T) {
	for name, text := range map[string]string{
		"short.csv":   "a,b,c,d\n" + strings.Repeat("1,x,,0.5\n", 60_000),
		"nulls.csv":   "a,b,c,d\n1,2.5,2026-01-01,x\n" + strings.Repeat(",,,\n", 60_000),
		"short.jsonl": strings.Repeat(`{"a":1,"b":"x"}`+"\n", 40_000),
		"list.jsonl":  `{"a":[` + each(100_000, "%d", ",") + `]}`,
		"wide.csv":    each(2000, "column_%d", ",") + "\n" + each(20, each(2000, "1", ","), "\n"),
		"sparse.jsonl": `{` + each(1000, `"key_%d":1`, ",") + `}` +
			each(20_000, "\n"+`{"key_1":1,"key_2":22,"key_3":333,"key_4":4444,"key_5":55555,"key_6":666666}`, ""),
	} {
		whole, batches := readWhole(name, text, Options{}), readBatches(name, text, Options{})
		if name == "sparse.jsonl" && errors.Is(whole, budget.Err) {
			whole = nil // 20 million cells are for readers of batches
		}
		if whole != nil || batches != nil {
			t.Errorf("%s: whole %v, in batches %v", name, whole, batches)
		}
	}
}

func TestTheRunMayRaiseTheLimitsOfFiles(t *testing.T) {
	text := []byte(each(3000, `{"k%d":1}`, "\n"))
	if _, err := Read("a.jsonl", text, Options{}); !errors.Is(err, budget.Err) {
		t.Errorf("got %v", err)
	}
	t.Setenv(budget.Variable, "10")
	if _, err := Read("a.jsonl", text, Options{}); err != nil {
		t.Error(err)
	}
	t.Setenv(budget.Variable, "much")
	if _, err := Read("a.jsonl", text, Options{}); err == nil || errors.Is(err, budget.Err) {
		t.Errorf("got %v", err)
	}
}

// FuzzText reads any text as CSV and as JSON, in a memory that is in proportion to its size.
func FuzzText(f *testing.F) {
	f.Add("a,b\n,1\n", "fixed_size_list<fixed_size_list<int64>[65536]>[65536]")
	f.Add("a\n\"[null,null,null]\"", "list<fixed_size_binary[65536]>")
	f.Add(each(20, `{"k%d":1}`, "\n"), "")
	f.Add(`{"a":[{`+each(20, `"k%d":1`, ",")+`},{},{}]}`, "")
	f.Add("a,b\n1,\"x\ny\"\n", "decimal(12, 2)")
	f.Add(`{"a":[1,{"b":null}]}`, "list<utf8>")
	f.Fuzz(func(t *testing.T, text, typ string) {
		if len(text) > 64<<10 {
			return
		}
		o := Options{Mixed: true}
		if dt, err := arrowtext.ParseType(typ); err == nil {
			o.Types = map[string]arrow.DataType{"a": dt}
		}
		for _, name := range []string{"a.csv", "a.tsv", "a.json", "a.jsonl"} {
			allocated := memorytest.Allocated(func() {
				for _, err := range []error{readWhole(name, text, o), readBatches(name, text, o)} {
					if err != nil && !errors.As(err, new(*Error)) {
						t.Errorf("%s: %v has no place", name, err)
					}
				}
			})
			if allocated > 4*(64<<20+40*int64(len(text))) {
				t.Errorf("%s: reading %d bytes allocates %d MiB", name, len(text), allocated>>20)
			}
		}
	})
}

func TestAPointerOfGitLFSIsNamed(t *testing.T) {
	const text = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"
	for _, name := range []string{"a.csv", "a.json", "a.jsonl", "a.tsv", "a.parquet", "a.arrow"} {
		want := name + ": the file is a Git LFS pointer: fetch the data with git lfs pull"
		if _, err := Read(name, []byte(text), Options{}); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// A short Arrow file may say that it has any number of rows.
func TestRowsThatArrowDoesNotStoreTakeBudget(t *testing.T) {
	const many = 1 << 40
	run, value := array.NewInt64Builder(memory.DefaultAllocator), array.NewInt64Builder(memory.DefaultAllocator)
	run.Append(many)
	value.Append(1)
	for name, a := range map[string]arrow.Array{
		"nulls":   array.NewNull(many),
		"a run":   array.NewRunEndEncodedArray(run.NewArray(), value.NewArray(), many, 0),
		"structs": array.NewStructData(array.NewData(arrow.StructOf(), many, []*memory.Buffer{nil}, nil, 0, 0)),
	} {
		schema := arrow.NewSchema([]arrow.Field{{Name: "a", Type: a.DataType()}}, nil)
		var file bytes.Buffer
		w := ipc.NewWriter(&file, ipc.WithSchema(schema))
		if err := errors.Join(w.Write(array.NewRecord(schema, []arrow.Array{a}, many)), w.Close()); err != nil {
			t.Fatal(err)
		}
		whole, batches := checkMemory(t, "a.arrow", file.String(), Options{})
		if !errors.Is(whole, budget.Err) || !errors.Is(batches, budget.Err) {
			t.Errorf("%s: whole %v, in batches %v", name, whole, batches)
		}
	}
}

// A short Parquet file may hold any number of equal cells.
func TestAParquetFileTakesBudget(t *testing.T) {
	b := array.NewInt64Builder(memory.DefaultAllocator)
	b.AppendValues(make([]int64, 8<<20), nil)
	schema := arrow.NewSchema([]arrow.Field{{Name: "a", Type: arrow.PrimitiveTypes.Int64}}, nil)
	var file bytes.Buffer
	w := parquetfile.NewWriter(&file, schema, parquetfile.Options{Codec: "zstd"})
	if err := errors.Join(w.Write(array.NewRecord(schema, []arrow.Array{b.NewArray()}, 8<<20)), w.Close()); err != nil {
		t.Fatal(err)
	}
	whole, batches := checkMemory(t, "a.parquet", file.String(), Options{})
	if !errors.Is(whole, budget.Err) || batches != nil {
		t.Errorf("%d bytes: whole %v, in batches %v", file.Len(), whole, batches)
	}
}
