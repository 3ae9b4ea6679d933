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

// A checksum detects writes to the buffers of a column.
type checksum struct {
	dataset, column string
	data            arrow.ArrayData
	sum             uint64
}

var checksumSeed = maphash.MakeSeed()

// checksumDatasets returns the checksums of the columns of records, in the datasets' order.
func checksumDatasets(datasets []string, recs map[string]arrow.Record) []checksum {
	var out []checksum
	for _, name := range datasets {
		out = append(out, checksumRecord(name, recs[name])...)
	}
	return out
}

// checksumRecord returns the checksums of a record's columns. They retain its buffers, which a transform may release.
func checksumRecord(dataset string, rec arrow.Record) []checksum {
	out := make([]checksum, rec.NumCols())
	for i := range out {
		data := rec.Column(i).Data()
		data.Retain()
		out[i] = checksum{dataset, rec.ColumnName(i), data, hashData(data)}
	}
	return out
}

// mutatedColumn names the first column that has changed, or returns "".
func mutatedColumn(checksums []checksum) string {
	for _, c := range checksums {
		if hashData(c.data) != c.sum {
			return fmt.Sprintf("%s.%s", c.dataset, c.column)
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

// A checkedReader checks that a record has not changed when the next one is read.
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

// release releases the record that was read last.
func (r *checkedReader) release() {
	for _, c := range r.checksums {
		c.data.Release()
	}
	r.checksums = nil
}

// mutated names the first column that has changed, or returns "".
func (r *checkedReader) mutated() string {
	if r.mutatedAt == "" {
		r.mutatedAt = mutatedColumn(r.checksums)
	}
	return r.mutatedAt
}

// snapshotRows copies rows. The function that it returns reports whether they are certainly unchanged; it returns false
// if a copy cannot tell.
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

// mutatedCell names the first cell that differs in the rows of datasets before and after a call, or returns "".
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

// differingColumn names the first column in which two row structs differ. A NaN equals a NaN.
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
