package golden

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/nearest"
)

// Encode writes a golden. Equal goldens give equal bytes: rows are in the order that f declares, whatever the order
// they come in. Its error names what cannot be written: a type without text, a name that two columns share, a key that does not
// identify the rows.
func Encode(f *File) ([]byte, error) { return appendFile(nil, f) }

// appendFile appends what Encode writes.
func appendFile(dst []byte, f *File) ([]byte, error) {
	for _, line := range f.Inputs {
		if err := checkInput(line); err != nil {
			return nil, err
		}
	}
	dst = append(append(dst, magic...), '\n')
	switch {
	case f.Value != nil && f.Table != nil:
		return nil, errors.New("a golden holds a table or a value, not both")
	case f.Value != nil:
		if err := checkValue(f.Value); err != nil {
			return nil, err
		}
		dst = append(append(dst, valueLine...), '\n')
		return append(appendInputs(dst, f.Inputs), f.Value...), nil
	case f.Table == nil:
		return nil, errors.New("a golden holds a table or a value: this one has neither")
	}
	dst, err := appendHeader(dst, f)
	if err != nil {
		return nil, err
	}
	perm, err := rowOrder(f)
	if err != nil {
		return nil, err
	}
	return appendRows(dst, f.Table, perm)
}

func appendInputs(dst []byte, inputs []string) []byte {
	for _, line := range inputs {
		dst = append(append(append(dst, inputLine...), line...), '\n')
	}
	return dst
}

// appendHeader appends the lines that describe a table, and the row of its column names.
func appendHeader(dst []byte, f *File) ([]byte, error) {
	schema := f.Table.Schema()
	if err := checkColumns(f.Table); err != nil {
		return nil, err
	}
	order := f.order()
	if err := checkKey(schema, order, f.Key); err != nil {
		return nil, err
	}
	dst = append(append(dst, orderLine...), order.String()...)
	for _, name := range f.Key {
		dst = appendName(append(dst, ' '), name)
	}
	dst = append(dst, '\n')
	for _, field := range schema.Fields() {
		dst = append(appendName(append(dst, fieldLine...), field.Name), ' ')
		var err error
		if dst, err = arrowtext.AppendType(dst, field.Type); err != nil {
			return nil, fmt.Errorf("column %q: %w", field.Name, err)
		}
		if !field.Nullable {
			dst = append(dst, notNull...)
		}
		dst = append(dst, '\n')
	}
	dst = appendInputs(dst, f.Inputs)
	if f.Digest != nil {
		if err := f.Digest.check(schema, int(f.Table.NumRows())); err != nil {
			return nil, err
		}
		dst = appendDigest(dst, f.Digest, schema)
	}
	for i, field := range schema.Fields() {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendText(dst, field.Name)
	}
	return append(dst, '\n'), nil
}

// order returns the declared order, with Unspecified resolved.
func (f *File) order() Order {
	switch {
	case f.Order != Unspecified:
		return f.Order
	case len(f.Key) > 0:
		return Keyed
	}
	return Ordered
}

// checkColumns returns an error for two columns of one name, and for a null in a column that has none.
func checkColumns(rec arrow.Record) error {
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

// checkKey returns an error for a key that the columns do not have.
func checkKey(schema *arrow.Schema, order Order, key []string) error {
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
		if columnByName(schema, name) < 0 {
			return noColumn("the key", name, schema)
		}
		if seen[name] {
			return fmt.Errorf("the key names column %q twice", name)
		}
		seen[name] = true
	}
	return nil
}

// noColumn says that what names a column that schema does not have.
func noColumn(what, name string, schema *arrow.Schema) error {
	names := columnNames(schema)
	if near := nearest.Nearest(name, names); near != "" {
		return fmt.Errorf("%s names column %q, which the table does not have (did you mean %q?)", what, name, near)
	}
	return fmt.Errorf("%s names column %q, which the table does not have: it has %s", what, name, listed(names))
}

// listed joins names for a message, the first twenty of them.
func listed(names []string) string {
	const most = 20
	switch {
	case len(names) == 0:
		return "none"
	case len(names) > most:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

// A cellWriter appends a cell of one column.
type cellWriter func(dst []byte, row int) []byte

func newCellWriter(a arrow.Array) (cellWriter, error) {
	format, err := arrowtext.NewFormatter(a)
	if err != nil {
		return nil, err
	}
	if textual(a.DataType()) {
		plain := format
		format = func(dst []byte, row int) []byte { return quoteFrom(plain(dst, row), len(dst)) }
	}
	if !arrowtext.HidesNulls(a.DataType()) && a.NullN() == 0 {
		return cellWriter(format), nil
	}
	null := arrowtext.Nulls(a)
	return func(dst []byte, row int) []byte {
		if null(row) {
			return append(dst, nullText...)
		}
		return format(dst, row)
	}, nil
}

// cellWriters returns a writer for each column.
func cellWriters(rec arrow.Record) ([]cellWriter, error) {
	writers := make([]cellWriter, rec.NumCols())
	for i := range writers {
		var err error
		if writers[i], err = newCellWriter(rec.Column(i)); err != nil {
			return nil, fmt.Errorf("column %q: %w", rec.ColumnName(i), err)
		}
	}
	return writers, nil
}

// appendRows appends the rows of a table in the order of perm, nil for their own.
func appendRows(dst []byte, rec arrow.Record, perm []int32) ([]byte, error) {
	writers, err := cellWriters(rec)
	if err != nil {
		return nil, err
	}
	const sized = 16
	parts := chunks(int(rec.NumRows()), 1<<14)
	texts := make([][]byte, len(parts))
	inParallel(len(parts), func(p int) {
		var part []byte
		if p == 0 {
			part = dst
		}
		from := len(part)
		for at := parts[p].lo; at < parts[p].hi; at++ {
			row := at
			if perm != nil {
				row = int(perm[at])
			}
			for c, write := range writers {
				if c > 0 {
					part = append(part, ',')
				}
				part = write(part, row)
			}
			part = append(part, '\n')
			if at == parts[p].lo+sized { // from here on the rows are taken to be as long as those before
				part = slices.Grow(part, int(min(int64(parts[p].hi-at)*int64(len(part)-from)/sized*9/8, 1<<22)))
			}
		}
		texts[p] = part
	})
	if len(parts) > 0 {
		size := 0
		for _, part := range texts[1:] {
			size += len(part)
		}
		dst = slices.Grow(texts[0], size)
		for _, part := range texts[1:] {
			dst = append(dst, part...)
		}
	}
	return dst, nil
}

// A span is a range of rows.
type span struct{ lo, hi int }

// chunks cuts n rows into spans of at most size.
func chunks(n, size int) []span {
	var out []span
	for lo := 0; lo < n; lo += size {
		out = append(out, span{lo, min(lo+size, n)})
	}
	return out
}

// inParallel calls work for each of n parts, on all processors.
func inParallel(n int, work func(part int)) {
	workers := min(n, runtime.GOMAXPROCS(0))
	if workers <= 1 {
		for part := range n {
			work(part)
		}
		return
	}
	var group sync.WaitGroup
	next := make(chan int, n)
	for part := range n {
		next <- part
	}
	close(next)
	for range workers {
		group.Go(func() {
			for part := range next {
				work(part)
			}
		})
	}
	group.Wait()
}
