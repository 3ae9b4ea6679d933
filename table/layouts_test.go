package table

import (
	"context"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/bitutil"
	"github.com/apache/arrow/go/v17/arrow/compute"
)

// chunksOf returns the chunks of a column of orders.
func chunksOf[A arrow.Array](in map[string]arrow.Table, name string) (chunks []A) {
	at := in["orders"].Schema().FieldIndices(name)[0]
	for _, c := range in["orders"].Column(at).Data().Chunks() {
		chunks = append(chunks, c.(A))
	}
	return chunks
}

// sumOfChunks adapts a sum over the chunks of a column.
func sumOfChunks[A arrow.Array](name string, f func(chunk A) int64) Transform {
	return Arrow(func(in map[string]arrow.Table) (arrow.Table, error) {
		sum := int64(0)
		for _, c := range chunksOf[A](in, name) {
			sum += f(c)
		}
		return oneNumber("sum", sum), nil
	})
}

func sumOfCells[A arrow.Array](name string, f func(chunk A, i int) int64) Transform {
	return sumOfChunks(name, func(chunk A) (sum int64) {
		for i := range chunk.Len() {
			sum += f(chunk, i)
		}
		return sum
	})
}

// kernel adapts a function of Arrow over a column. Several of them read some layouts wrongly.
func kernel(column string, f func(context.Context, compute.Datum) (compute.Datum, error)) Transform {
	return Arrow(func(in map[string]arrow.Table) (arrow.Table, error) {
		at := in["orders"].Schema().FieldIndices(column)[0]
		out, err := f(context.Background(), compute.NewDatum(in["orders"].Column(at).Data()))
		if err != nil {
			return nil, err
		}
		cells := out.(*compute.ChunkedDatum).Value
		field := arrow.Field{Name: "out", Type: cells.DataType(), Nullable: true}
		schema := arrow.NewSchema([]arrow.Field{field}, nil)
		return array.NewTable(schema, []arrow.Column{*arrow.NewColumn(field, cells)}, int64(cells.Len())), nil
	})
}

func castTo(t arrow.DataType) func(context.Context, compute.Datum) (compute.Datum, error) {
	return func(ctx context.Context, in compute.Datum) (compute.Datum, error) {
		return compute.CastDatum(ctx, in, compute.SafeCastOptions(t))
	}
}

var layoutCorpus = map[string]relationTry{
	"the first chunk": {
		tr: Arrow(func(in map[string]arrow.Table) (arrow.Table, error) {
			sum := int64(0)
			for _, n := range chunksOf[*array.Int64](in, "units")[0].Int64Values() {
				sum += n
			}
			return oneNumber("sum", sum), nil
		}),
		want: "cause: chunks\n",
	},
	"an empty chunk": {
		tr:   sumOfChunks("units", func(c *array.Int64) int64 { return c.Value(0) + int64(c.Len()) }),
		want: "cause: chunks\n    the transform panicked",
	},
	"equal borders": {
		tr: Arrow(func(in map[string]arrow.Table) (arrow.Table, error) {
			sum := int64(0)
			statuses := chunksOf[*array.String](in, "status")
			for k, c := range chunksOf[*array.Int64](in, "units") {
				for i := range c.Len() {
					if statuses[k].Value(i) == "paid" {
						sum += c.Value(i)
					}
				}
			}
			return oneNumber("sum", sum), nil
		}),
		want: "cause: chunks\n",
	},
	"the first batch": {
		tr: Stream(func(in map[string]array.RecordReader) (array.RecordReader, error) {
			in["orders"].Next()
			rec := in["orders"].Record()
			return array.NewRecordReader(rec.Schema(), []arrow.Record{rec.NewSlice(0, rec.NumRows())})
		}),
		want: "cause: chunks\n",
	},
	"a raw buffer": {
		tr: sumOfChunks("units", func(c *array.Int64) (sum int64) {
			for _, n := range arrow.Int64Traits.CastFromBytes(c.Data().Buffers()[1].Bytes())[:c.Len()] {
				sum += n
			}
			return sum
		}),
		want: "cause: offsets of orders.units\n",
	},
	"a raw bitmap": {
		tr: sumOfChunks("weight", func(c *array.Float64) (n int64) {
			return int64(bitutil.CountSetBits(c.NullBitmapBytes(), 0, c.Len()))
		}),
		want: "cause: offsets of orders.weight\n",
	},
	"raw offsets": {
		tr: sumOfChunks("note", func(c *array.String) (n int64) {
			offsets := arrow.Int32Traits.CastFromBytes(c.Data().Buffers()[1].Bytes())
			for i := range c.Len() {
				n += int64(offsets[i+1]-offsets[i]) * int64(offsets[i+1]-offsets[i])
			}
			return n
		}),
		want: "cause: offsets of orders.note\n",
	},
	"values below nulls": {
		tr: sumOfChunks("weight", func(c *array.Float64) (sum int64) {
			for _, w := range c.Float64Values() {
				sum += int64(w)
			}
			return sum
		}),
		want: "cause: junk below nulls of orders.weight\n",
	},
	"texts below nulls": {
		tr:   sumOfCells("note", func(c *array.String, i int) int64 { return int64(len(c.Value(i))) }),
		want: "cause: junk below nulls of orders.note\n",
	},
	"lists below nulls": {
		tr: sumOfCells("tags", func(c *array.List, i int) int64 {
			from, to := c.ValueOffsets(i)
			return to - from
		}),
		want: "cause: junk below nulls of orders.tags\n",
	},
	"indexes": {
		tr:   sumOfCells("kind", func(c *array.Dictionary, i int) int64 { return int64(c.GetValueIndex(i)) }),
		want: "cause: dictionary of orders.kind\n",
	},
	"entries counted": {
		tr: Stream(func(in map[string]array.RecordReader) (array.RecordReader, error) {
			n := 0
			for in["orders"].Next() {
				at := in["orders"].Schema().FieldIndices("kind")[0]
				n = max(n, in["orders"].Record().Column(at).(*array.Dictionary).Dictionary().Len())
			}
			return array.NewTableReader(oneNumber("n", int64(n)), 0), nil
		}),
		want: "cause: dictionary of orders.kind\n",
	},
	"one dictionary": {
		tr: Arrow(func(in map[string]arrow.Table) (arrow.Table, error) {
			sum := int64(0)
			chunks := chunksOf[*array.Dictionary](in, "kind")
			entries := chunks[0].Dictionary().(*array.String)
			for _, c := range chunks {
				for i := range c.Len() {
					if k := c.GetValueIndex(i); k < entries.Len() && entries.Value(k) == "web" {
						sum++
					}
				}
			}
			return oneNumber("sum", sum), nil
		}),
		want: "cause: dictionary\n",
	},
	"a cast of booleans in Arrow 17": {tr: kernel("open", castTo(arrow.PrimitiveTypes.Int8)), want: "cause: offsets of orders.open\n"},
	"a cast to booleans in Arrow 17": {tr: kernel("units", castTo(arrow.FixedWidthTypes.Boolean)), want: "cause: chunks\n"},
	"a filter in Arrow 17": {
		tr: kernel("open", func(ctx context.Context, in compute.Datum) (compute.Datum, error) {
			return compute.Filter(ctx, in, in, *compute.DefaultFilterOptions())
		}),
		want: "cause: chunks\n",
	},

	"all chunks": {tr: sumOfCells("units", func(c *array.Int64, i int) int64 { return c.Value(i) })},
	"values": {tr: sumOfChunks("units", func(c *array.Int64) (sum int64) {
		for _, n := range c.Int64Values() {
			sum += n
		}
		return sum
	})},
	"valid values": {tr: sumOfCells("weight", func(c *array.Float64, i int) int64 {
		if c.IsNull(i) {
			return 0
		}
		return int64(c.Value(i))
	})},
	"nulls":       {tr: sumOfChunks("weight", func(c *array.Float64) int64 { return int64(c.NullN()) })},
	"texts":       {tr: sumOfCells("country", func(c *array.String, i int) int64 { return int64(len(c.Value(i))) })},
	"valid texts": {tr: sumOfCells("note", func(c *array.String, i int) int64 { return int64(len(c.ValueStr(i))) })},
	"entries": {tr: sumOfCells("kind", func(c *array.Dictionary, i int) int64 {
		return int64(len(c.Dictionary().(*array.String).Value(c.GetValueIndex(i))))
	})},
	"valid lists": {tr: sumOfCells("tags", func(c *array.List, i int) int64 {
		if c.IsNull(i) {
			return 0
		}
		from, to := c.ValueOffsets(i)
		return to - from
	})},
	"all batches": {tr: Stream(func(in map[string]array.RecordReader) (array.RecordReader, error) {
		var recs []arrow.Record
		for in["orders"].Next() {
			rec := in["orders"].Record()
			rec.Retain()
			recs = append(recs, rec)
		}
		return array.NewRecordReader(in["orders"].Schema(), recs)
	})},
	"aligned columns": {tr: Arrow(func(in map[string]arrow.Table) (arrow.Table, error) {
		sum := int64(0)
		r := array.NewTableReader(in["orders"], 0)
		at := r.Schema().FieldIndices
		for r.Next() {
			for i := range int(r.Record().NumRows()) {
				if r.Record().Column(at("status")[0]).(*array.String).Value(i) == "paid" {
					sum += r.Record().Column(at("units")[0]).(*array.Int64).Value(i)
				}
			}
		}
		return oneNumber("sum", sum), nil
	})},
	"rows": {tr: ofOrders(func(in []ordered) []counted { return byCountry(in, unitsOf) })},
	"no rows": {tr: Arrow(func(in map[string]arrow.Table) (arrow.Table, error) {
		return oneNumber("n", in["orders"].NumRows()), nil
	})},
}

func TestLayouts(t *testing.T) {
	for name, try := range layoutCorpus {
		t.Run(name, func(t *testing.T) {
			problems := relationProblems(t, try)
			if try.want == "" && problems != "" || !strings.Contains(problems, try.want) {
				t.Errorf("got %q, want %q", problems, try.want)
			}
		})
	}
}
