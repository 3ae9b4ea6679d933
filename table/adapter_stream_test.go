package table

import (
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/golden"
)

// A peakAllocator records its peak memory use.
type peakAllocator struct {
	memory.GoAllocator
	live, peak int
}

func (a *peakAllocator) Allocate(size int) []byte {
	a.live += size
	a.peak = max(a.peak, a.live)
	return a.GoAllocator.Allocate(size)
}

func (a *peakAllocator) Reallocate(size int, b []byte) []byte {
	a.live += size - len(b)
	a.peak = max(a.peak, a.live)
	return a.GoAllocator.Reallocate(size, b)
}

func (a *peakAllocator) Free(b []byte) {
	a.live -= len(b)
	a.GoAllocator.Free(b)
}

// A counter is a stream of numbers that makes each record on demand.
type counter struct {
	array.RecordReader // for its reference count
	mem                memory.Allocator
	next, records      int
	record             arrow.Record
}

const perRecord = 1000

var counterSchema = arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64}}, nil)

func (c *counter) Schema() *arrow.Schema { return counterSchema }
func (c *counter) Record() arrow.Record  { return c.record }
func (c *counter) Err() error            { return nil }

func (c *counter) Release() {
	if c.record != nil {
		c.record.Release()
		c.record = nil
	}
}

func (c *counter) Next() bool {
	c.Release()
	if c.next == c.records*perRecord {
		return false
	}
	b := array.NewRecordBuilder(c.mem, counterSchema)
	defer b.Release()
	for range perRecord {
		b.Field(0).(*array.Int64Builder).Append(int64(c.next))
		c.next++
	}
	c.record = b.NewRecord()
	return true
}

func TestAStreamIsDigestedWhileItIsRead(t *testing.T) {
	const records = 200
	for form, most := range map[golden.Form]int{golden.AsDigest: 10, golden.AsText: 2 * records} {
		mem := &peakAllocator{}
		tr := Stream(func(map[string]array.RecordReader) (array.RecordReader, error) {
			*mem = peakAllocator{}
			return &counter{mem: mem, records: records}, nil
		})
		v := verdictOn(t, tr, Case{Form: form})
		if v.problems != nil {
			t.Fatal(v.problems)
		}
		got := mem.peak / (8 * perRecord)
		if got > most || form == golden.AsText && got < records {
			t.Errorf("%s: as much memory was in use as %d records take", form, got)
		}
		if d := v.result[0].file; (d != nil) != (form == golden.AsDigest) ||
			d != nil && d.Digest.Rows != records*perRecord {
			t.Errorf("%s: the result is %+v", form, d)
		}
	}
}

// units is a stream of the column units only.
type units struct{ array.RecordReader }

func (r units) at() int { return r.RecordReader.Schema().FieldIndices("units")[0] }

func (r units) Schema() *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{r.RecordReader.Schema().Field(r.at())}, nil)
}

func (r units) Record() arrow.Record {
	rec := r.RecordReader.Record()
	return array.NewRecord(r.Schema(), []arrow.Array{rec.Column(r.at())}, rec.NumRows())
}

func TestALeakIntoTheDigestOfAStreamIsFound(t *testing.T) {
	tr := Stream(func(in map[string]array.RecordReader) (array.RecordReader, error) { return units{in["sales"]}, nil })
	for want, pin := range map[string]Pin{
		"row 4, units: ":                        nil,
		"column units: other values in 1 block": {"sales[0:5].units": 1, "sales[95:100].units": 2}, // which a digest shows
		"":                                      {"sales.units": 1},
	} {
		v := verdictOn(t, tr, Case{Form: golden.AsDigest, Rows: map[string]int{"sales": 100}, Pin: pin})
		text := strings.Join(v.problems, "\n")
		if !strings.Contains(text, want) || (want == "") != (text == "") ||
			want != "" && !strings.Contains(text, "sales.units (") {
			t.Errorf("there is no %q in %q", want, text)
		}
	}
}
