// Package rows turns Go structs into Arrow records and back. It is the only place of the module that reflects over
// users' structs.
//
// A struct's exported fields are columns, named by their `assay` tag or by their snake case:
//
//	type Order struct {
//		OrderID   string                                  // order_id utf8
//		Quantity  int                                     // quantity int64
//		Total     Decimal   `assay:"total,decimal(12, 2)"` // through encoding.TextUnmarshaler
//		Coupon    *string                                 // nullable
//		PlacedAt  time.Time `assay:",timestamp[ms, UTC]"`
//		Scratch   int       `assay:"-"`
//	}
//
// It is no general mapper: columns are matched by name, exactly, and a type is never narrowed silently. A value that
// its field or its column cannot hold is an error that names both.
package rows

import (
	"reflect"

	"github.com/apache/arrow/go/v17/arrow"
)

// Decode returns the rows of rec as structs. Every field needs its column; columns without a field are left out.
func Decode[T any](rec arrow.Record) ([]T, error) {
	var out []T
	err := DecodeInto(reflect.ValueOf(&out).Elem(), rec)
	return out, err
}
