package goldenfile

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"pgregory.net/rapid"

	"github.com/assay-go/assay/internal/arrowtest"
)

// batches returns a record as a stream of records that end at the given rows.
func batches(rec arrow.Record, ends ...int) (array.RecordReader, error) {
	var recs []arrow.Record
	from := 0
	for _, end := range append(ends, int(rec.NumRows())) {
		recs = append(recs, rec.NewSlice(int64(from), int64(end)))
		from = end
	}
	return array.NewRecordReader(rec.Schema(), recs)
}

// asStream returns the digest of a record that comes in batches, and the digest of the whole record, as texts.
func asStream(rules Rules, rec arrow.Record, ends ...int) (stream, whole []byte, err error) {
	r, err := batches(rec, ends...)
	if err != nil {
		return nil, nil, err
	}
	got, err := DigestOf(r, rules)
	if err != nil {
		return nil, nil, err
	}
	want, err := ToDigest(&File{Table: rec}, rules, "")
	if err != nil {
		return nil, nil, err
	}
	if stream, err = Encode(got); err == nil {
		whole, err = Encode(want)
	}
	return stream, whole, err
}

func TestTheDigestOfAStreamIsThatOfItsTable(t *testing.T) {
	for _, rows := range []int{0, 1, 5, 9, 10, 11, 255, 256, 257, 512, 32768, 32769, 65536, 70001} {
		rec := arrowtest.Numbered(rows, nil)
		for _, ends := range [][]int{nil, {rows / 3, rows / 3, rows / 2}, {rows - rows/100, rows}} {
			for _, rules := range []Rules{FirstRules, SecondRules} {
				if stream, whole, err := asStream(rules, rec, ends...); err != nil || !bytes.Equal(stream, whole) {
					t.Fatalf("%d rows in batches that end at %v: %v\n%s\nwhole:\n%s", rows, ends, err, stream, whole)
				}
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		rec := arrowtest.Table(t)
		if rec.NumCols() == 0 {
			t.Skip("no columns")
		}
		ends := rapid.SliceOfN(rapid.IntRange(0, int(rec.NumRows())), 0, 4).Draw(t, "ends")
		slices.Sort(ends)
		rules := rapid.SampledFrom([]Rules{FirstRules, SecondRules}).Draw(t, "rules")
		if stream, whole, err := asStream(rules, rec, ends...); err != nil || !bytes.Equal(stream, whole) {
			t.Fatalf("%v\n%s\nwhole:\n%s", err, stream, whole)
		}
	})
}

// A brokenReader fails after its records.
type brokenReader struct{ array.RecordReader }

func (brokenReader) Err() error { return errors.New("the connection is lost") }

func TestAStreamThatBreaksHasNoDigest(t *testing.T) {
	r, err := batches(arrowtest.Numbered(3, nil))
	if err != nil {
		t.Fatal(err)
	}
	if f, err := DigestOf(brokenReader{r}, SecondRules); err == nil || err.Error() != "the connection is lost" {
		t.Errorf("got %v, %v", f, err)
	}
}

func TestATableMayHaveEmptyChunksOfADictionary(t *testing.T) {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "kind", Type: &arrow.DictionaryType{
			IndexType: arrow.PrimitiveTypes.Int32,
			ValueType: arrow.BinaryTypes.String,
		}},
	}, nil))
	defer b.Release()
	recs := []arrow.Record{b.NewRecord()}
	for range 2 {
		if err := b.Field(0).(*array.BinaryDictionaryBuilder).AppendString("open"); err != nil {
			t.Fatal(err)
		}
		recs = append(recs, b.NewRecord())
	}
	rec, err := ToRecord(array.NewTableFromRecords(recs[0].Schema(), recs))
	if err != nil || rec.NumRows() != 2 || rec.Column(0).ValueStr(1) != "open" {
		t.Fatalf("got %v, %v", rec, err)
	}
}
