package goldenfile

import (
	"errors"
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/message"
)

// CheckColumns returns an error for two columns of one name, and for a null in a column that has none.
func CheckColumns(rec arrow.Record) error {
	seen := make(map[string]bool, rec.NumCols())
	for i, field := range rec.Schema().Fields() {
		if seen[field.Name] {
			return fmt.Errorf("two columns are called %q: rename one, a golden tells its columns by name", field.Name)
		}
		seen[field.Name] = true
		if field.Nullable {
			continue
		}
		if !arrowtext.HidesNulls(field.Type) && rec.Column(i).NullN() == 0 {
			continue
		}
		null := arrowtext.Nulls(rec.Column(i))
		for row := range int(rec.NumRows()) {
			if null(row) {
				return fmt.Errorf("%s[%d] is null, but the column's field is not nullable: set Nullable, or give it a value", field.Name, row)
			}
		}
	}
	return nil
}

// CheckKey returns an error for a key that the columns do not have.
func CheckKey(schema *arrow.Schema, order Order, key []string) error {
	switch {
	case order > Multiset:
		return fmt.Errorf("%s is no order: use Ordered, Keyed or Multiset", order)
	case order == Keyed && len(key) == 0:
		return errors.New("a keyed golden needs the names of its key columns")
	case order != Keyed && len(key) > 0:
		return fmt.Errorf("a key (%s) belongs to a keyed golden: this one is %s", strings.Join(key, ", "), order)
	}
	seen := map[string]bool{}
	for _, name := range key {
		if ColumnIndex(schema, name) < 0 {
			return NoColumn("the key", name, schema)
		}
		if seen[name] {
			return fmt.Errorf("the key names column %q twice", name)
		}
		seen[name] = true
	}
	return nil
}

// NoColumn says that what names a column that schema does not have.
func NoColumn(what, name string, schema *arrow.Schema) error {
	names := columnNames(schema)
	if near := message.DidYouMean(name, names); near != "" {
		return fmt.Errorf("%s names column %q, which the table does not have%s", what, name, near)
	}
	return fmt.Errorf("%s names column %q, which the table does not have: it has %s", what, name, message.List(names))
}

// nested reports whether the cells of a type are JSON lists or objects.
func nested(dt arrow.DataType) bool {
	switch t := arrowtext.StorageType(dt).(type) {
	case *arrow.RunEndEncodedType:
		return nested(t.Encoded())
	case arrow.NestedType:
		return true
	}
	return false
}

// Textual reports whether the cells of a type are strings, which may need quotes.
func Textual(dt arrow.DataType) bool {
	dt = arrowtext.StorageType(dt)
	switch t := dt.(type) {
	case *arrow.DictionaryType:
		return Textual(t.ValueType)
	case *arrow.RunEndEncodedType:
		return Textual(t.Encoded())
	}
	switch dt.ID() {
	case arrow.STRING, arrow.LARGE_STRING, arrow.STRING_VIEW:
		return true
	}
	return false
}

// ColumnIndex returns the index of a column, -1 where there is none.
func ColumnIndex(schema *arrow.Schema, name string) int {
	if at := schema.FieldIndices(name); len(at) > 0 {
		return at[0]
	}
	return -1
}

// columnNames returns the names of the columns in their order.
func columnNames(schema *arrow.Schema) []string {
	names := make([]string, schema.NumFields())
	for i, f := range schema.Fields() {
		names[i] = f.Name
	}
	return names
}

// sortColumns returns the columns that decide where a row stands: the key, or all of a multiset.
func sortColumns(rec arrow.Record, order Order, key []string) []arrow.Array {
	if order != Keyed {
		return rec.Columns()
	}
	return ColumnsNamed(rec, key)
}

// ColumnsNamed returns the columns with the given names, which the table has.
func ColumnsNamed(rec arrow.Record, names []string) []arrow.Array {
	columns := make([]arrow.Array, len(names))
	for i, name := range names {
		columns[i] = rec.Column(ColumnIndex(rec.Schema(), name))
	}
	return columns
}
