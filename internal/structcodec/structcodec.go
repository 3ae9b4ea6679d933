// Package structcodec turns Go structs into Arrow records and back. It is the only place of the module that reflects over
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
//		_         struct{}  `assay:"..."`                   // the table's other columns are left out
//	}
//
// A struct of another package is marked from outside: a struct that embeds it has the blank field, and hides a field
// with one of its own of the same name and `assay:"-"`.
//
// It is no general mapper: columns are matched by name, exactly, and a type is never narrowed silently. A value that
// its field or its column cannot hold is an error that names both.
package structcodec

import (
	"reflect"

	"github.com/apache/arrow/go/v17/arrow"
)

// Decode returns the rows of rec as structs. Fields and columns have to match, but for what is marked, and no value
// may lie outside an enum: a type that lists its values (Values) or judges them (IsValid, Valid or Validate).
func Decode[T any](rec arrow.Record) ([]T, error) {
	var out []T
	err := decoder{strict: true}.into(reflect.ValueOf(&out).Elem(), rec)
	return out, err
}
