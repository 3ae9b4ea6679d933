package goldenfile

import (
	"errors"
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/message"
)

// CheckColumns returns an error for two columns of one name, or a null in a column that is not nullable.
func CheckColumns(rec arrow.Record) error {
	seen := make(map[string]bool, rec.NumCols())
	for i, field := range rec.Schema().Fields() {
		if seen[field.Name] {
			return fmt.Errorf("two columns have the name %q: rename one", field.Name)
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
				return fmt.Errorf("%s[%d] is null, but the column is not nullable: set Nullable of its field, or "+
					"give it a value", field.Name, row)
			}
		}
	}
	return nil
}

// CheckKey returns an error if the key does not fit the order, or names columns that do not exist.
func CheckKey(schema *arrow.Schema, order Order, key []string) error {
	switch {
	case order > Multiset:
		return fmt.Errorf("unknown order %s: use Ordered, Keyed or Multiset", order)
	case order == Keyed && len(key) == 0:
		return errors.New("the order is keyed, but Key is empty: set Key")
	case order != Keyed && len(key) > 0:
		return fmt.Errorf("a key (%s) requires the order keyed, not %s", strings.Join(key, ", "), order)
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

// NoColumn returns an error for a column that the schema lacks; what names it.
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

// ColumnIndex returns the index of a column, or -1 if the schema lacks it.
func ColumnIndex(schema *arrow.Schema, name string) int {
	if at := schema.FieldIndices(name); len(at) > 0 {
		return at[0]
	}
	return -1
}

// columnNames returns the names of the columns, in order.
func columnNames(schema *arrow.Schema) []string {
	names := make([]string, schema.NumFields())
	for i, f := range schema.Fields() {
		names[i] = f.Name
	}
	return names
}

// sortColumns returns the columns by which rows are sorted: the key, or all columns of a multiset.
func sortColumns(rec arrow.Record, order Order, key []string) []arrow.Array {
	if order != Keyed {
		return rec.Columns()
	}
	return ColumnsNamed(rec, key)
}

// ColumnsNamed returns the columns with these names, which the table has to have.
func ColumnsNamed(rec arrow.Record, names []string) []arrow.Array {
	columns := make([]arrow.Array, len(names))
	for i, name := range names {
		columns[i] = rec.Column(ColumnIndex(rec.Schema(), name))
	}
	return columns
}
