package golden

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/sebdah/goldie/v2"
)

// A oneTest is a test that asserts once and ends.
type oneTest struct {
	*testing.B
	cleanups []func()
}

func (t *oneTest) Name() string     { return "TestReport/lift" }
func (t *oneTest) Cleanup(f func()) { t.cleanups = append(t.cleanups, f) }

func (t *oneTest) end() {
	for _, f := range t.cleanups {
		f()
	}
	t.cleanups = t.cleanups[:0]
}

// campaigns returns a result of the usual types.
func campaigns(rows int) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "campaign_id", Type: arrow.PrimitiveTypes.Int64},
		{Name: "name", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "sent", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: "revenue", Type: &arrow.Decimal128Type{Precision: 12, Scale: 2}, Nullable: true},
		{Name: "lift", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
		{Name: "at", Type: &arrow.TimestampType{Unit: arrow.Millisecond, TimeZone: "UTC"}, Nullable: true},
	}, nil))
	defer b.Release()
	for i := range rows {
		b.Field(0).(*array.Int64Builder).Append(int64(i))
		b.Field(1).(*array.StringBuilder).Append(fmt.Sprintf("Heavy Duty Lamp %d", i))
		b.Field(2).(*array.Int64Builder).Append(int64(54 * i))
		b.Field(3).(*array.Decimal128Builder).Append(decimal128.FromI64(int64(104350 * i)))
		b.Field(4).(*array.Float64Builder).Append(float64(i) / 7)
		b.Field(5).(*array.TimestampBuilder).Append(arrow.Timestamp(1767225600000 + int64(i)*60_000))
	}
	return b.NewRecord()
}

func BenchmarkPassingAssertion(b *testing.B) {
	l := newLab(b)
	record := campaigns(100)
	text, err := Encode(&File{Key: []string{"campaign_id"}, Table: record})
	if err != nil {
		b.Fatal(err)
	}
	l.write(liftGolden, string(text))
	was := startDir
	b.Cleanup(func() { startDir = was })
	startDir = l.dir
	b.Run("assay", func(b *testing.B) {
		t := &oneTest{B: b}
		for b.Loop() {
			Assert(t, "lift", record, Options{Key: []string{"campaign_id"}})
			t.end()
		}
	})
	b.Run("goldie", func(b *testing.B) {
		dir := filepath.Join(l.root, "report", "testdata", "golden", "TestReport")
		for b.Loop() {
			goldie.New(b, goldie.WithFixtureDir(dir)).Assert(b, "lift", text)
		}
	})
}

func BenchmarkStatus(b *testing.B) {
	l := newLab(b)
	text, err := Encode(&File{Table: campaigns(100)})
	if err != nil {
		b.Fatal(err)
	}
	const packages, goldens = 50, 40
	for p := range packages {
		pkg := fmt.Sprintf("pkg%d", p)
		l.write(pkg+"/report_test.go", "package report\n\nfunc TestReport(t *testing.T) {}\n")
		names := make([]string, goldens)
		for g := range goldens {
			names[g] = fmt.Sprintf("case%d", g)
			l.write(fmt.Sprintf("%s/testdata/golden/TestReport/case%d.golden", pkg, g), string(text))
		}
		at := &place{store: l.store(), pkg: pkg}
		at.sources = func() (string, error) { return sourcesOf(at.store.module, pkg) }
		if err := at.declare("TestReport", names); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("assay", func(b *testing.B) {
		for b.Loop() {
			if st, err := l.store().Status(); err != nil || len(st.Obsolete)+len(st.Missing)+len(st.Edited) > 0 {
				b.Fatalf("%+v, %v", st, err)
			}
		}
	})
	b.Run("reading the goldens", func(b *testing.B) {
		for b.Loop() {
			for p := range packages {
				for g := range goldens {
					file := fmt.Sprintf("%s/pkg%d/testdata/golden/TestReport/case%d.golden", l.root, p, g)
					if _, err := os.ReadFile(file); err != nil {
						b.Fatal(err)
					}
				}
			}
		}
	})
}
