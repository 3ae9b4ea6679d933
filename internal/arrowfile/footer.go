package arrowfile

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v17/parquet/file"
)

const (
	magic       = "PAR1"
	deepest     = 64      // groups in groups of a schema
	longestPage = 1 << 20 // bytes of the header of a page
)

// checkFooter returns an error unless the schema in the footer is a tree. Of one that says it has a billion columns, arrow
// makes room for them all.
func checkFooter(r io.ReaderAt, size int64) error {
	tail := make([]byte, 8)
	if size < int64(len(tail)+len(magic)) {
		return fmt.Errorf("it has %d bytes", size)
	}
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil {
		return err
	}
	length := int64(binary.LittleEndian.Uint32(tail))
	if string(tail[4:]) != magic {
		return fmt.Errorf("it ends in %q, not in %q", tail[4:], magic)
	}
	if length > size-int64(len(tail)) {
		return fmt.Errorf("its footer has %d bytes, and the file %d", length, size)
	}
	footer := make([]byte, length)
	if _, err := r.ReadAt(footer, size-int64(len(tail))-length); err != nil {
		return err
	}
	var children []int64 // of each element of the schema, in depth-first order
	w := &walker{data: footer}
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
		return errDamaged("its footer")
	}
	if !isTree(children) {
		return errDamaged("the schema in its footer")
	}
	return nil
}

func errDamaged(what string) error { return fmt.Errorf("damaged: %s is none of Parquet", what) }

// isTree reports whether nodes with so many children each, in depth-first order, are a tree that is not too deep.
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

// checkPages returns an error unless the pages of a leaf lie in the file. Arrow makes room for each unseen.
func checkPages(r io.ReaderAt, of *file.Reader, leaf int, size int64) error {
	for g := range of.NumRowGroups() {
		column, err := of.MetaData().RowGroup(g).ColumnChunk(leaf)
		if err != nil {
			return err
		}
		at, length := column.DataPageOffset(), column.TotalCompressedSize()
		if column.HasDictionaryPage() && column.DictionaryPageOffset() > 0 {
			at = min(at, column.DictionaryPageOffset())
		}
		if at < 0 || length < 0 || at > size || length > size-at {
			return fmt.Errorf("damaged: it has %d bytes from byte %d of %d on", length, at, size)
		}
		for values, end := int64(0), at+length; at < end && values < column.NumValues(); {
			page, err := readPage(r, at, size)
			if err != nil {
				return err
			}
			at += page.length
			values += page.values
		}
	}
	return nil
}

// A page is what its header says of it.
type page struct{ length, values int64 }

// readPage reads the header of the page at a byte of the file.
func readPage(r io.ReaderAt, at, size int64) (page, error) {
	for room := int64(1 << 12); ; room *= 4 {
		head := make([]byte, min(room, size-at))
		if _, err := r.ReadAt(head, at); err != nil {
			return page{}, err
		}
		var p page
		body := int64(0)
		w := &walker{data: head}
		w.structure(0, func(id int64, kind byte) bool {
			switch {
			case id == 3 && kind == kindInt32:
				body = w.integer()
			case (id == 5 || id == 8) && kind == kindStruct:
				w.structure(1, func(id int64, kind byte) bool {
					if id != 1 || kind != kindInt32 {
						return false
					}
					p.values = w.integer()
					return true
				})
			default:
				return false
			}
			return true
		})
		switch p.length = int64(w.at) + body; {
		case w.bad && room < min(longestPage, size-at):
			continue
		case w.bad || body < 0 || p.values < 0 || p.length > size-at:
			return page{}, errDamaged(fmt.Sprintf("the page at byte %d", at))
		}
		return p, nil
	}
}
