package table

import (
	"bytes"
	"encoding"
	"fmt"
	"hash/maphash"
	"math"
	"reflect"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

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
	for _, f := range fs {
		if !sameValue(before.FieldByIndex(f.Index), after.FieldByIndex(f.Index)) {
			return f.Name, true
		}
	}
	return "", false
}

// sameValue reports whether the cells of a column are equal. It does without go-cmp: a program that links it keeps all
// exported methods of all types.
func sameValue(x, y reflect.Value) bool {
	switch x.Kind() {
	case reflect.Float32, reflect.Float64:
		return x.Float() == y.Float() || math.IsNaN(x.Float()) && math.IsNaN(y.Float())
	case reflect.Pointer, reflect.Interface:
		if x.IsNil() || y.IsNil() {
			return x.IsNil() == y.IsNil()
		}
		return x.Elem().Type() == y.Elem().Type() && sameValue(x.Elem(), y.Elem())
	case reflect.Struct:
		if before, ok := x.Interface().(time.Time); ok {
			return before.Equal(y.Interface().(time.Time))
		}
		if before, ok := pointerTo(x).(encoding.TextMarshaler); ok { // its column has its text
			was, err := before.MarshalText()
			is, failed := pointerTo(y).(encoding.TextMarshaler).MarshalText()
			return err == nil && failed == nil && bytes.Equal(was, is)
		}
		_, differs := differingColumn(x, y)
		return !differs
	case reflect.Array, reflect.Slice:
		if x.Len() != y.Len() || x.Kind() == reflect.Slice && x.IsNil() != y.IsNil() {
			return false
		}
		for i := range x.Len() {
			if !sameValue(x.Index(i), y.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Map:
		if x.Len() != y.Len() || x.IsNil() != y.IsNil() {
			return false
		}
		for _, key := range x.MapKeys() {
			if v := y.MapIndex(key); !v.IsValid() || !sameValue(x.MapIndex(key), v) {
				return false
			}
		}
		return true
	}
	return x.Equal(y)
}

// pointerTo returns a pointer to a copy of a value.
func pointerTo(v reflect.Value) any {
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	return p.Interface()
}
