package golden

import (
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/sebdah/goldie/v2"

	"github.com/assay-go/assay/internal/goldenfile"
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
	record := campaigns(100)
	text, err := goldenfile.Encode(&goldenfile.File{Key: []string{"campaign_id"}, Table: record})
	if err != nil {
		b.Fatal(err)
	}
	const dir = "testdata/golden/TestReport"
	b.Cleanup(func() { _ = os.RemoveAll("testdata/golden") })
	if err := errors.Join(os.MkdirAll(dir, 0o777), os.WriteFile(dir+"/lift.golden", text, 0o666)); err != nil {
		b.Fatal(err)
	}
	b.Run("assay", func(b *testing.B) {
		t := &oneTest{B: b}
		for b.Loop() {
			Assert(t, "lift", record, Options{Key: []string{"campaign_id"}})
			t.end()
		}
	})
	b.Run("goldie", func(b *testing.B) {
		for b.Loop() {
			goldie.New(b, goldie.WithFixtureDir(dir)).Assert(b, "lift", text)
		}
	})
}
