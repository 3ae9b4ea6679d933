package git

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/goldenfile"
)

// digestOf returns the digest of a keyed table of four columns, of which the first is the key.
func digestOf(t *testing.T, rows map[int64][3]int64) string {
	t.Helper()
	fields := make([]arrow.Field, 4)
	for c := range fields {
		fields[c] = arrow.Field{Name: string(rune('a' + c)), Type: arrow.PrimitiveTypes.Int64}
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	for _, k := range slices.Sorted(maps.Keys(rows)) {
		cells := rows[k]
		for c, cell := range slices.Concat([]int64{k}, cells[:]) {
			b.Field(c).(*array.Int64Builder).Append(cell)
		}
	}
	f := &goldenfile.File{Order: goldenfile.Keyed, Key: []string{"a"}, Table: b.NewRecord()}
	d, err := goldenfile.ToDigest(f, goldenfile.SecondRules, "")
	if err != nil {
		t.Fatal(err)
	}
	text, err := goldenfile.Encode(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestADigestMergedByLineIsThatOfTheMergedTable merges digests of tables in which each branch changed cells or removed
// rows. If the merge is clean, it is the digest of the table with both changes.
func TestADigestMergedByLineIsThatOfTheMergedTable(t *testing.T) {
	clean := 0
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 1))
		base := map[int64][3]int64{}
		for k := range int64(3000) {
			base[k] = [3]int64{r.Int64N(50), r.Int64N(1000), k}
		}
		both := maps.Clone(base)
		edit := func() map[int64][3]int64 {
			side, column := maps.Clone(base), r.IntN(3)
			for range 1 + r.IntN(2) {
				k := r.Int64N(3000)
				if r.IntN(8) == 0 {
					delete(side, k)
					delete(both, k)
					continue
				}
				cells, merged := side[k], both[k]
				cells[column] += 5000
				merged[column] = cells[column]
				side[k] = cells
				if _, ok := both[k]; ok {
					both[k] = merged
				}
			}
			return side
		}
		ours, theirs := edit(), edit()
		got := mergeGolden(t, digestOf(t, base), digestOf(t, ours), digestOf(t, theirs))
		if got == conflict {
			continue
		}
		clean++
		if want := digestOf(t, both); got != want {
			t.Errorf("seed %d: got\n%s\nwant\n%s", seed, got, want)
		}
	}
	if clean == 0 {
		t.Error("no merge is clean")
	}
	t.Logf("%d of 40 merges are clean", clean)
}
