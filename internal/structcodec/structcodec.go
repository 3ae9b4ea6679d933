// Package structcodec encodes Go structs as Arrow records and decodes them. It is the only package of the module that
// reflects over users' structs.
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
// A struct of another package can be changed from outside. Embed it in a struct that has the blank field, or that hides
// a field with one of the same name and the tag `assay:"-"`.
//
// It is not a general mapper. Columns are matched by exact name, and a type is never narrowed silently. A value that
// its field or its column cannot hold is an error that names both.
package structcodec

import (
	"reflect"

	"github.com/apache/arrow/go/v17/arrow"
)

// Decode returns the rows of rec as structs. Fields and columns have to match, except for what is marked. No value may
// lie outside an enum, which is a type that lists its values (Values) or checks them (IsValid, Valid or Validate).
func Decode[T any](rec arrow.Record) ([]T, error) {
	var out []T
	err := decoder{strict: true}.into(reflect.ValueOf(&out).Elem(), rec)
	return out, err
}
