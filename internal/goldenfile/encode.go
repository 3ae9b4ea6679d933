package goldenfile

import (
	"errors"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/parallel"
)

// Encode writes a golden. Equal goldens have equal bytes, because Encode sorts the rows as f.Order says. It returns an
// error if a type has no text form, two columns have the same name, or the key does not identify the rows.
func Encode(f *File) ([]byte, error) { return Append(nil, f) }

// Append appends what Encode writes.
func Append(dst []byte, f *File) ([]byte, error) {
	for _, line := range slices.Concat(f.Unwritten, f.Inputs) {
		if err := checkInput(line); err != nil {
			return nil, err
		}
	}
	dst = append(append(dst, magic...), '\n')
	switch {
	case f.Value != nil && f.Table != nil:
		return nil, errors.New("a golden is a table or a value, not both")
	case f.Value != nil:
		if err := CheckValue(f.Value); err != nil {
			return nil, err
		}
		dst = append(append(append(dst, valueLine...), rulesMarks[f.Rules]...), '\n')
		if f.Folded {
			dst = append(append(dst, foldedLine...), '\n')
		}
		if f.Rules != FirstRules {
			dst = appendLines(dst, hiddenLine, f.Unwritten)
		}
		return append(appendLines(dst, inputLine, f.Inputs), f.Value...), nil
	case f.Table == nil:
		return nil, errors.New("the golden has neither a table nor a value")
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

// appendLines appends header lines with a prefix.
func appendLines(dst []byte, prefix string, lines []string) []byte {
	for _, line := range lines {
		dst = append(append(append(dst, prefix...), line...), '\n')
	}
	return dst
}

// appendHeader appends the header lines of a table, and the row of its column names.
func appendHeader(dst []byte, f *File) ([]byte, error) {
	schema := f.Table.Schema()
	if err := CheckColumns(f.Table); err != nil {
		return nil, err
	}
	order := f.RowOrder()
	if err := CheckKey(schema, order, f.Key); err != nil {
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
			dst = append(dst, NotNull...)
		}
		dst = append(dst, '\n')
	}
	dst = appendLines(dst, inputLine, f.Inputs)
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

// appendRows appends the rows of a table in the order of perm; nil means their own order.
func appendRows(dst []byte, rec arrow.Record, perm []int32) ([]byte, error) {
	writers, err := CellWriters(rec)
	if err != nil {
		return nil, err
	}
	const sized = 16
	parts := parallel.Chunks(int(rec.NumRows()), 1<<14)
	texts := make([][]byte, len(parts))
	parallel.Do(len(parts), func(p int) {
		var part []byte
		if p == 0 {
			part = dst
		}
		from := len(part)
		for at := parts[p].Lo; at < parts[p].Hi; at++ {
			row := at
			if perm != nil {
				row = int(perm[at])
			}
			part = append(AppendRow(part, writers, row), '\n')
			if at == parts[p].Lo+sized { // assume that the other rows are as long as these
				part = slices.Grow(part, int(min(int64(parts[p].Hi-at)*int64(len(part)-from)/sized*9/8, 1<<22)))
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
