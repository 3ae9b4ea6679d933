package goldenfile

import (
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

func ints(values []int64, valid []bool) arrow.Array {
	b := array.NewInt64Builder(memory.DefaultAllocator)
	b.AppendValues(values, valid)
	return b.NewArray()
}

// Two processes compare these hashes, so they must not change with the process or the storage.
func TestTheHashOfAColumnDependsOnItsValuesAlone(t *testing.T) {
	a := ints([]int64{1, 2, 3}, []bool{true, false, true})
	const want = 0xbc3e10dce76df5e4
	if got := HashColumn(a); got != want {
		t.Errorf("the hash is %#x, want %#x", got, uint64(want))
	}
	sliced := array.NewSlice(ints([]int64{7, 1, 9, 3}, []bool{true, true, false, true}), 1, 4)
	if HashColumn(sliced) != want {
		t.Error("a slice of an array with the same values has another hash")
	}
	for name, other := range map[string]arrow.Array{
		"another value":     ints([]int64{1, 2, 4}, []bool{true, false, true}),
		"another order":     ints([]int64{3, 2, 1}, []bool{true, false, true}),
		"a null elsewhere":  ints([]int64{1, 3, 2}, []bool{true, true, false}),
		"no null":           ints([]int64{1, 2, 3}, nil),
		"a row less":        ints([]int64{1, 2}, []bool{true, false}),
		"a row of null":     ints([]int64{1, 2, 3, 0}, []bool{true, false, true, false}),
		"the null is first": ints([]int64{0, 1, 3}, []bool{false, true, true}),
	} {
		if HashColumn(other) == want {
			t.Errorf("%s has the same hash", name)
		}
	}
}

func TestTheHashOfATableCoversNames(t *testing.T) {
	a := ints([]int64{1}, nil)
	record := func(name string) arrow.Record {
		schema := arrow.NewSchema([]arrow.Field{{Name: name, Type: a.DataType()}}, nil)
		return array.NewRecord(schema, []arrow.Array{a}, 1)
	}
	if HashRecord(record("a")) == HashRecord(record("b")) {
		t.Error("tables with other names have the same hash")
	}
}
