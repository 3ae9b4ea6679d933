package table

import (
	"fmt"
	"hash/maphash"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// A seal notices whether the buffers of a column have been written to.
type seal struct {
	dataset, column string
	data            arrow.ArrayData
	sum             uint64
}

var sealSeed = maphash.MakeSeed()

// sealAll seals the columns of records, in the datasets' order.
func sealAll(datasets []string, recs map[string]arrow.Record) []seal {
	var out []seal
	for _, name := range datasets {
		out = append(out, sealRecord(name, recs[name])...)
	}
	return out
}

// sealRecord keeps the record's buffers, which a function may release.
func sealRecord(dataset string, rec arrow.Record) []seal {
	out := make([]seal, rec.NumCols())
	for i := range out {
		data := rec.Column(i).Data()
		data.Retain()
		out[i] = seal{dataset, rec.ColumnName(i), data, sumOf(data)}
	}
	return out
}

// brokenSeal names the first column that has changed, "" where none has.
func brokenSeal(seals []seal) string {
	for _, s := range seals {
		if sumOf(s.data) != s.sum {
			return fmt.Sprintf("%s.%s", s.dataset, s.column)
		}
	}
	return ""
}

func sumOf(data arrow.ArrayData) uint64 {
	var h maphash.Hash
	h.SetSeed(sealSeed)
	write(&h, data)
	return h.Sum64()
}

func write(h *maphash.Hash, data arrow.ArrayData) {
	for _, b := range data.Buffers() {
		if b != nil {
			_, _ = h.Write(b.Bytes())
		}
	}
	for _, child := range data.Children() {
		write(h, child)
	}
	if dict, ok := data.Dictionary().(*array.Data); ok && dict != nil {
		write(h, dict)
	}
}

// A sealedReader seals each record that it hands out until the next one is asked for.
type sealedReader struct {
	array.RecordReader
	dataset string
	seals   []seal
	place   string
}

func (r *sealedReader) Next() bool {
	r.broken()
	r.unseal()
	if !r.RecordReader.Next() {
		return false
	}
	r.seals = sealRecord(r.dataset, r.Record())
	return true
}

// unseal lets go of the record that is sealed.
func (r *sealedReader) unseal() {
	for _, s := range r.seals {
		s.data.Release()
	}
	r.seals = nil
}

// broken names the first column that has changed, "" where none has.
func (r *sealedReader) broken() string {
	if r.place == "" {
		r.place = brokenSeal(r.seals)
	}
	return r.place
}
