package parquetfile

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/assay-go/assay/internal/arrowfile"
)

const (
	magic   = "PAR1"
	deepest = 64 // nested groups of a schema
)

// checkFooter returns an error unless the schema in the footer is a tree. If a footer says that there are a billion
// columns, Arrow allocates memory for all of them.
func checkFooter(r io.ReaderAt, size int64) error {
	tail := make([]byte, 8)
	if size < int64(len(tail)+len(magic)) {
		return fmt.Errorf("the file has only %d bytes", size)
	}
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil {
		return err
	}
	length := int64(binary.LittleEndian.Uint32(tail))
	if string(tail[4:]) != magic {
		return fmt.Errorf("the file ends in %q, not in %q", tail[4:], magic)
	}
	if length > size-int64(len(tail)) {
		return fmt.Errorf("the footer has %d bytes, the file %d", length, size)
	}
	footer := make([]byte, length)
	if _, err := r.ReadAt(footer, size-int64(len(tail))-length); err != nil {
		return err
	}
	var children []int64 // of each element of the schema, in depth-first order
	w := &thriftReader{data: footer}
	w.structure(0, func(id int64, kind byte) bool {
		if id != 2 || kind != kindList {
			return false
		}
		n, kind := w.list()
		for range n {
			children = append(children, 0)
			w.structureOf(kind, 1, func(id int64, kind byte) bool {
				if id != 5 || kind != kindInt32 {
					return false
				}
				children[len(children)-1] = w.integer()
				return true
			})
		}
		return true
	})
	if w.bad {
		return arrowfile.Damaged("the footer is not valid Parquet")
	}
	if !isTree(children) {
		return arrowfile.Damaged("the schema in the footer is not a tree")
	}
	return nil
}

// isTree reports whether nodes form a tree that is not too deep. children has the number of children of each, in
// depth-first order.
func isTree(children []int64) bool {
	missing := []int64{1}
	for _, n := range children {
		for len(missing) > 0 && missing[len(missing)-1] == 0 {
			missing = missing[:len(missing)-1]
		}
		if len(missing) == 0 || len(missing) > deepest || n < 0 {
			return false
		}
		missing[len(missing)-1]--
		missing = append(missing, n)
	}
	for _, n := range missing {
		if n != 0 {
			return false
		}
	}
	return true
}
