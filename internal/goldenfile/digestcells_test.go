package goldenfile

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"pgregory.net/rapid"

	"github.com/assay-go/assay/internal/arrowtest"
)

// merkle is the definition of a tree in RFC 6962: the left subtree has the largest power of two of leaves below all.
func merkle(leaves [][]byte) []byte {
	var text []byte
	switch n := len(leaves); n {
	case 0:
	case 1:
		text = append([]byte{0}, leaves[0]...)
	default:
		left := 1
		for 2*left < n {
			left *= 2
		}
		text = slices.Concat([]byte{1}, merkle(leaves[:left]), merkle(leaves[left:]))
	}
	sum := sha256.Sum256(text)
	return sum[:]
}

// encodedLeaves encodes ids, of which every tenth is null, and their names, as the package comment says.
func encodedLeaves(lo, hi int) (ids, names [][]byte) {
	for ; lo < hi; lo += 256 {
		var id, name, null []byte
		nulls := 0
		rows := min(256, hi-lo)
		null = make([]byte, (rows+7)/8)
		for i := range rows {
			if row := lo + i; row%10 == 9 {
				null[i/8] |= 1 << (i % 8)
				nulls++
			} else {
				id = binary.LittleEndian.AppendUint64(id, uint64(-row))
			}
			text := fmt.Sprint("user ", (lo+i)%40)
			name = append(append(name, byte(len(text))), text...)
		}
		if nulls > 0 {
			id = append(id, null...)
		}
		id = binary.LittleEndian.AppendUint16(id, uint16(rows))
		ids = append(ids, binary.LittleEndian.AppendUint16(id, uint16(nulls)))
		name = binary.LittleEndian.AppendUint16(name, uint16(rows))
		names = append(names, append(name, 0, 0))
	}
	return ids, names
}

func idsAndNames(rows int) arrow.Record {
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
		{Name: "id", Type: arrow.PrimitiveTypes.Int32, Nullable: true},
		{Name: "name", Type: arrow.BinaryTypes.String},
	}, nil))
	defer b.Release()
	for row := range rows {
		if row%10 == 9 {
			b.Field(0).AppendNull()
		} else {
			b.Field(0).(*array.Int32Builder).Append(int32(-row))
		}
		b.Field(1).(*array.StringBuilder).Append(fmt.Sprint("user ", row%40))
	}
	return b.NewRecord()
}

func TestTheHashesOfADigestAreThoseThatThePackageCommentSpecifies(t *testing.T) {
	for _, rows := range []int{0, 1, 255, 256, 257, 3000, 33_000, 33_024, 70_001} {
		d := mustDigest(t, &File{Table: idsAndNames(rows)}, SecondRules).Digest
		ids, names := encodedLeaves(0, rows)
		want := []string{hex.EncodeToString(merkle(ids)[:16]), hex.EncodeToString(merkle(names)[:16])}
		if got := []string{d.Columns[0].Hash, d.Columns[1].Hash}; !slices.Equal(got, want) {
			t.Errorf("%d rows have the hashes %v, want %v", rows, got, want)
		}
		at := 0
		for _, b := range d.Blocks {
			ids, names := encodedLeaves(at, at+b.Rows)
			want := []string{hex.EncodeToString(merkle(ids)[:4]), hex.EncodeToString(merkle(names)[:4])}
			if !slices.Equal(b.Hashes, want) || b.From != fmt.Sprint(at) || b.Rows > BlockSize(rows) {
				t.Errorf("the block from %d of %d rows is %+v, want %v", at, rows, b, want)
			}
			at += b.Rows
		}
		if at != rows || len(d.Blocks) > MostBlocks {
			t.Errorf("%d blocks have %d of %d rows", len(d.Blocks), at, rows)
		}
	}
}

func TestEveryCellOfADigestCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dt := arrowtest.Type(2).Draw(t, "type")
		rows := rapid.IntRange(1, 6).Draw(t, "rows")
		cells := arrowtest.Column(t, dt, rows+1, true) // the last one replaces another
		schema := arrow.NewSchema([]arrow.Field{{Name: "cell", Type: dt, Nullable: true}}, nil)
		all := array.NewRecord(schema, []arrow.Array{cells}, int64(rows+1))
		changed := rapid.IntRange(0, rows-1).Draw(t, "changed")
		digest := func(at func(int) int) *Digest {
			rec, err := PickRows(all, rowRange(0, rows), at)
			if err != nil {
				t.Fatal(err)
			}
			return mustDigestOf(t, rec)
		}
		old := digest(sameRow)
		new := digest(func(i int) int {
			if i == changed {
				return rows
			}
			return i
		})
		same := arrowtest.Same(cells, changed, cells, rows)
		if same != (old.Columns[0].Hash == new.Columns[0].Hash) ||
			same != (old.Blocks[0].Hashes[0] == new.Blocks[0].Hashes[0]) {
			t.Errorf("the cells are equal: %v, the hashes %+v and %+v of\n%v", same, old, new, cells)
		}
	})
}

func mustDigestOf(t interface{ Fatal(...any) }, rec arrow.Record) *Digest {
	d, err := ToDigest(&File{Table: rec}, SecondRules, "")
	if err != nil {
		t.Fatal(err)
	}
	return d.Digest
}

// layouts returns a column as types that hold the same cells.
func layouts(values arrow.DataType) []arrow.DataType {
	return []arrow.DataType{
		values, &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: values},
		arrow.RunEndEncodedOf(arrow.PrimitiveTypes.Int16, values), arrowtest.NewExtension(values, ""),
	}
}

func TestADigestDoesNotTellHowCellsAreStored(t *testing.T) {
	alike := map[arrow.DataType][]arrow.DataType{
		arrow.BinaryTypes.String: append(layouts(arrow.BinaryTypes.String), arrow.BinaryTypes.LargeString,
			arrow.BinaryTypes.StringView),
		arrow.BinaryTypes.Binary: append(layouts(arrow.BinaryTypes.Binary), arrow.BinaryTypes.LargeBinary,
			arrow.BinaryTypes.BinaryView),
		arrow.PrimitiveTypes.Int64:   append(layouts(arrow.PrimitiveTypes.Int64), arrow.PrimitiveTypes.Int32),
		arrow.PrimitiveTypes.Float64: append(layouts(arrow.PrimitiveTypes.Float64), arrow.PrimitiveTypes.Float32),
		arrow.ListOf(arrow.BinaryTypes.String): {
			arrow.ListOf(arrow.BinaryTypes.String), arrow.LargeListOf(arrow.BinaryTypes.LargeString),
			arrow.ListViewOf(arrow.BinaryTypes.StringView),
		},
	}
	rapid.Check(t, func(t *rapid.T) {
		for from, to := range alike {
			rows := rapid.IntRange(0, 20).Draw(t, "rows")
			cells := arrowtest.Column(t, from, 7, true)
			if from.ID() == arrow.INT64 || from.ID() == arrow.FLOAT64 {
				b := array.NewBuilder(memory.DefaultAllocator, from)
				for _, text := range []string{"1", "-5", "0", "(null)", "7", "100", "-128"} {
					if err := b.AppendValueFromString(text); err != nil {
						t.Fatal(err)
					}
				}
				cells = b.NewArray()
			}
			rec := array.NewRecord(arrow.NewSchema([]arrow.Field{{Name: "cell", Type: from, Nullable: true}}, nil),
				[]arrow.Array{cells}, 7)
			texts, err := RowTexts(rec, rowRange(0, rows), func(i int) int { return i * i % 7 })
			if err != nil {
				t.Fatal(err)
			}
			var want *Digest
			for _, dt := range to {
				schema := arrow.NewSchema([]arrow.Field{{Name: "cell", Type: dt, Nullable: true}}, nil)
				stored, err := FromTexts(schema, slices.Concat(texts[:rows/2], texts))
				if err != nil {
					t.Fatal(err)
				}
				got := mustDigestOf(t, stored.NewSlice(int64(rows/2), stored.NumRows()))
				if want == nil {
					want = got
				}
				if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
					t.Fatalf("cells of the type %v have the digest\n%+v, want\n%+v", dt, got, want)
				}
			}
		}
	})
}

func TestDistinctValuesAreCountedOrEstimated(t *testing.T) {
	for _, c := range []struct {
		values, from, to int
		estimated        bool
	}{
		{0, 0, 0, false},
		{1, 1, 1, false},
		{MostCounted, MostCounted, MostCounted, false},
		{MostCounted + 1, 64_000, 67_000, true},
		{1_000_000, 980_000, 1_020_000, true},
	} {
		var counts [2]string
		for i := range counts {
			set := newHashSet(MostCounted)
			for v := range c.values {
				if i == 1 {
					v = c.values - 1 - v // in another order
				}
				for range 2 {
					set.add(cellHash(binary.LittleEndian.AppendUint64(nil, uint64(v))))
				}
			}
			n, estimated := set.count()
			if n < c.from || n > c.to || estimated != c.estimated {
				t.Errorf("%d values are counted as %d, estimated %v", c.values, n, estimated)
			}
			if estimated && n%100 != 0 {
				t.Errorf("%d is not rounded to three digits", n)
			}
			counts[i] = (&DigestColumn{Distinct: n, Estimated: estimated}).DistinctText()
		}
		if counts[0] != counts[1] {
			t.Errorf("the count depends on the order: %v", counts)
		}
	}
}

func TestTheBlocksOfAKeyedTableHaveTreesOfTheirOwn(t *testing.T) {
	const rows = 5000
	table := idsAndNames(rows)
	d := mustDigest(t, &File{Key: []string{"row"}, Table: withRowNumbers(table)}, SecondRules).Digest
	ids, names := encodedLeaves(0, rows)
	want := []string{hex.EncodeToString(merkle(ids)[:16]), hex.EncodeToString(merkle(names)[:16])}
	if got := []string{d.Columns[0].Hash, d.Columns[1].Hash}; !slices.Equal(got, want) {
		t.Errorf("the columns have the hashes %v, want %v", got, want)
	}
	at := 0
	for _, b := range d.Blocks {
		ids, names := encodedLeaves(at, at+b.Rows)
		want := []string{hex.EncodeToString(merkle(ids)[:4]), hex.EncodeToString(merkle(names)[:4])}
		if !slices.Equal(b.Hashes[:2], want) || b.From != fmt.Sprint(at) {
			t.Errorf("the block from %d is %+v, want %v", at, b, want)
		}
		at += b.Rows
	}
	if at != rows || len(d.Blocks) < 10 || len(d.Blocks) > 40 {
		t.Errorf("%d blocks have %d rows", len(d.Blocks), at)
	}
}

// withRowNumbers returns a table with its rows numbered, and shuffled.
func withRowNumbers(rec arrow.Record) arrow.Record {
	b := array.NewInt64Builder(memory.DefaultAllocator)
	for row := range rec.NumRows() {
		b.Append(row)
	}
	fields := append(rec.Schema().Fields(), arrow.Field{Name: "row", Type: arrow.PrimitiveTypes.Int64})
	numbered := array.NewRecord(arrow.NewSchema(fields, nil), append(rec.Columns(), b.NewArray()), rec.NumRows())
	order := arrowtest.Shuffled(int(rec.NumRows()))
	shuffled, err := PickRows(numbered, order, sameRow)
	if err != nil {
		panic(err)
	}
	return shuffled
}
