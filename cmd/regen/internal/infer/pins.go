package infer

import (
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/assay-go/assay/internal/arrowtext"
)

// pin keeps the first rows as pins.
func (d *dataset) pin(rec arrow.Record, n int) error {
	for row := 0; len(d.pins) < n && row < int(rec.NumRows()); row++ {
		var cells []string
		for i, f := range rec.Schema().Fields() {
			format, err := arrowtext.NewFormatter(rec.Column(i))
			if err != nil {
				return err
			}
			text := "null"
			if !arrowtext.Nulls(rec.Column(i))(row) {
				text = pinned(f.Type, string(format(nil, row)))
			}
			if pinnable(f.Type) {
				cells = append(cells, key(d.about.Columns[i].Name)+": "+text)
			}
		}
		d.pins = append(d.pins, strings.Join(cells, ", "))
	}
	return nil
}

// pinnable reports whether a fixture can have the names within a type.
func pinnable(dt arrow.DataType) bool {
	if t, ok := dt.(*arrow.StructType); ok {
		return !slices.ContainsFunc(t.Fields(), func(f arrow.Field) bool {
			return nameOf(f.Name) != f.Name ||
				!pinnable(f.Type)
		})
	}
	if t, ok := dt.(arrow.ListLikeType); ok {
		return pinnable(t.Elem())
	}
	return true
}
