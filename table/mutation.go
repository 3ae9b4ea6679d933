package table

import (
	"fmt"
	"hash/maphash"
	"reflect"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/assay-go/assay/internal/structcodec"
)

// A seal notices whether the buffers of a column have been written to.
type checksum struct {
	dataset, column string
	data            arrow.ArrayData
	sum             uint64
}

var checksumSeed = maphash.MakeSeed()

// sealAll seals the columns of records, in the datasets' order.
func checksumDatasets(datasets []string, recs map[string]arrow.Record) []checksum {
	var out []checksum
	for _, name := range datasets {
		out = append(out, checksumRecord(name, recs[name])...)
	}
	return out
}

// sealRecord keeps the record's buffers, which a function may release.
func checksumRecord(dataset string, rec arrow.Record) []checksum {
	out := make([]checksum, rec.NumCols())
	for i := range out {
		data := rec.Column(i).Data()
		data.Retain()
		out[i] = checksum{dataset, rec.ColumnName(i), data, hashData(data)}
	}
	return out
}

// brokenSeal names the first column that has changed, "" where none has.
func mutatedColumn(seals []checksum) string {
	for _, s := range seals {
		if hashData(s.data) != s.sum {
			return fmt.Sprintf("%s.%s", s.dataset, s.column)
		}
	}
	return ""
}

func hashData(data arrow.ArrayData) uint64 {
	var h maphash.Hash
	h.SetSeed(checksumSeed)
	hashBuffers(&h, data)
	return h.Sum64()
}

func hashBuffers(h *maphash.Hash, data arrow.ArrayData) {
	for _, b := range data.Buffers() {
		if b != nil {
			_, _ = h.Write(b.Bytes())
		}
	}
	for _, child := range data.Children() {
		hashBuffers(h, child)
	}
	if dict, ok := data.Dictionary().(*array.Data); ok && dict != nil {
		hashBuffers(h, dict)
	}
}

// A sealedReader seals each record that it hands out until the next one is asked for.
type checkedReader struct {
	array.RecordReader
	dataset   string
	checksums []checksum
	mutatedAt string
}

func (r *checkedReader) Next() bool {
	r.mutated()
	r.release()
	if !r.RecordReader.Next() {
		return false
	}
	r.checksums = checksumRecord(r.dataset, r.Record())
	return true
}

// unseal lets go of the record that is sealed.
func (r *checkedReader) release() {
	for _, s := range r.checksums {
		s.data.Release()
	}
	r.checksums = nil
}

// broken names the first column that has changed, "" where none has.
func (r *checkedReader) mutated() string {
	if r.mutatedAt == "" {
		r.mutatedAt = mutatedColumn(r.checksums)
	}
	return r.mutatedAt
}

// snap copies rows. What it returns tells whether they are certainly what they were; false where a copy cannot tell.
func snapshotRows(in []reflect.Value) (same func() bool) {
	copies := make([]structcodec.Snapshot, len(in))
	for i, v := range in {
		var ok bool
		if copies[i], ok = structcodec.Snap(v); !ok {
			return func() bool { return false }
		}
	}
	return func() bool {
		for i, c := range copies {
			if !c.Same(in[i]) {
				return false
			}
		}
		return true
	}
}

// mutatedCell names the first cell that differs in the rows of datasets before and after a call, "" if none does.
func mutatedCell(datasets []string, before, after []reflect.Value) string {
	for i, dataset := range datasets {
		if reflect.DeepEqual(before[i].Interface(), after[i].Interface()) {
			continue
		}
		for row := range before[i].Len() {
			column, ok := differingColumn(before[i].Index(row), after[i].Index(row))
			if ok {
				return fmt.Sprintf("%s[%d].%s", dataset, row, column)
			}
		}
	}
	return ""
}

// changedColumn names the first column in which two row structs differ. A NaN equals a NaN.
func differingColumn(before, after reflect.Value) (column string, ok bool) {
	if before.Kind() == reflect.Pointer {
		if after.IsNil() {
			return "*", true
		}
		before, after = before.Elem(), after.Elem()
	}
	fs, err := structcodec.Fields(before.Type())
	if err != nil {
		return "", false
	}
	all := cmp.Exporter(func(reflect.Type) bool { return true })
	for _, f := range fs {
		x, y := before.FieldByIndex(f.Index).Interface(), after.FieldByIndex(f.Index).Interface()
		if !cmp.Equal(x, y, all, cmpopts.EquateNaNs()) {
			return f.Name, true
		}
	}
	return "", false
}
