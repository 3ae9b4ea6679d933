package parquetfile

import (
	"errors"
	"io"
	"math"

	"github.com/assay-go/assay/internal/arrowfile"
	"github.com/assay-go/assay/internal/budget"
)

const (
	longestHeader = 1 << 20 // bytes of the header of a page
	padding       = 100     // bytes after a column that Arrow may read, because old writers did not count them
)

// checkPages returns an error unless the pages of a leaf are within the file and decompress to the sizes that their
// headers say. Arrow trusts these sizes.
func (f *parquetFile) checkPages(leaf int) error {
	of := f.reader.ParquetReader()
	for g := range of.NumRowGroups() {
		column, err := of.MetaData().RowGroup(g).ColumnChunk(leaf)
		if err != nil {
			return err
		}
		at, length := column.DataPageOffset(), column.TotalCompressedSize()
		if column.HasDictionaryPage() && column.DictionaryPageOffset() > 0 {
			at = min(at, column.DictionaryPageOffset())
		}
		if at < 0 || length < 0 || at > f.size || length > f.size-at {
			return arrowfile.Damaged("it has %d bytes at byte %d of %d", length, at, f.size)
		}
		end := min(at+length+padding, f.size)
		for values := int64(0); at < end && values < column.NumValues(); {
			page, err := readPage(f.source, at, f.size)
			if err != nil {
				return err
			}
			if err := f.checkBody(column.Compression(), page); errors.Is(err, budget.Err) {
				return err
			} else if err != nil {
				return arrowfile.Damaged("the page at byte %d %w", at, err)
			}
			at = page.end
			values += page.values
		}
	}
	return nil
}

// The kinds of pages.
const (
	dataPage       = 0
	dictionaryPage = 2
	dataPageV2     = 3
)

// A page is a page as its header describes it.
type page struct {
	body, end int64 // offsets in the file of the part that may be compressed
	size      int64 // of the body after decompression
	plain     bool  // it is not compressed, even if the column is
	values    int64 // 0 for a dictionary
}

// readPage reads the header of the page at a byte of the file.
func readPage(r io.ReaderAt, at, size int64) (page, error) {
	for room := int64(1 << 12); ; room *= 4 {
		head := make([]byte, min(room, size-at))
		if _, err := r.ReadAt(head, at); err != nil {
			return page{}, err
		}
		w := &thriftReader{data: head}
		h := w.pageHeader()
		if w.bad && room < min(longestHeader, size-at) {
			continue
		}
		at += int64(w.at)
		if w.bad || !h.readable() || h.compressed > size-at {
			return page{}, arrowfile.Damaged("there is no valid page at byte %d", at-int64(w.at))
		}
		levels := h.defined + h.repeated
		return page{
			body: at + levels, end: at + h.compressed, size: h.uncompressed - levels, plain: h.plain,
			values: h.values,
		}, nil
	}
}

// A pageHeader is the header of a page. Its numbers have 32 bits.
type pageHeader struct {
	kind, uncompressed, compressed, values int64
	defined, repeated                      int64 // bytes of levels before the values; they are never compressed
	plain                                  bool
}

// readable reports whether Arrow, which knows three kinds of pages, looks for the next page where this header says it
// is.
func (h *pageHeader) readable() bool {
	for _, n := range []int64{h.uncompressed, h.compressed, h.values, h.defined, h.repeated} {
		if n < 0 || n > math.MaxInt32 {
			return false
		}
	}
	switch h.kind {
	case dataPage, dictionaryPage:
		return true
	case dataPageV2:
		return h.defined+h.repeated <= min(h.compressed, h.uncompressed) && (!h.plain || h.compressed == h.uncompressed)
	}
	return h.compressed == 0
}

// pageHeader reads the header of a page.
func (w *thriftReader) pageHeader() *pageHeader {
	var h, one, two pageHeader // one and two are the headers of data pages of version 1 and 2
	w.structure(0, func(id int64, kind byte) bool {
		switch id {
		case 1:
			return w.number(kind, &h.kind)
		case 2:
			return w.number(kind, &h.uncompressed)
		case 3:
			return w.number(kind, &h.compressed)
		case 5:
			return w.dataPage(kind, &one)
		case 8:
			return w.dataPageV2(kind, &two)
		}
		return false
	})
	switch h.kind {
	case dataPage:
		h.values = one.values
	case dataPageV2:
		h.values, h.defined, h.repeated, h.plain = two.values, two.defined, two.repeated, two.plain
	}
	return &h
}

func (w *thriftReader) dataPage(kind byte, h *pageHeader) bool {
	if kind != kindStruct {
		return false
	}
	*h = pageHeader{}
	w.structure(1, func(id int64, kind byte) bool { return id == 1 && w.number(kind, &h.values) })
	return true
}

func (w *thriftReader) dataPageV2(kind byte, h *pageHeader) bool {
	if kind != kindStruct {
		return false
	}
	*h = pageHeader{}
	w.structure(1, func(id int64, kind byte) bool {
		switch id {
		case 1:
			return w.number(kind, &h.values)
		case 5:
			return w.number(kind, &h.defined)
		case 6:
			return w.number(kind, &h.repeated)
		case 7:
			h.plain = kind == kindFalse || h.plain && kind != kindTrue
		}
		return false
	})
	return true
}

// number reads a number of 32 bits. It returns false for another kind of value.
func (w *thriftReader) number(kind byte, to *int64) bool {
	if kind != kindInt32 {
		return false
	}
	*to = w.integer()
	return true
}
