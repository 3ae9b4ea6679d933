package parquetfile

import (
	"bytes"
	"slices"
	"testing"
)

// Headers of pages in Thrift's compact protocol, up to the header of their kind: of 8 bytes in the file and
// uncompressed.
var (
	headOfData   = []byte{0x15, 0, 0x15, 16, 0x15, 16}
	headOfIndex  = []byte{0x15, 2, 0x15, 16, 0x15, 16}
	headOfDataV2 = []byte{0x15, 6, 0x15, 16, 0x15, 16}
)

func TestAHeaderIsReadAsArrowReadsIt(t *testing.T) {
	one, two := []byte{0x2c, 0x15, 2, 0}, []byte{0x15, 4} // 1 value, and 2
	body := make([]byte, 8)
	for _, c := range []struct {
		name   string
		header []byte
		want   page
	}{
		{"a page of data", slices.Concat(headOfData, one, []byte{0}), page{body: 11, end: 19, size: 8, values: 1}},
		{"a page of data that has the header of another, too", slices.Concat(headOfData, one, []byte{0x3c}, two,
			[]byte{0, 0}), page{body: 15, end: 23, size: 8, values: 1}},
		{"a second version, with levels", slices.Concat(headOfDataV2, []byte{0x5c}, two,
			[]byte{0x45, 4, 0x15, 2, 0, 0}), page{body: 18, end: 23, size: 5, values: 2}},
		{"a second version that is not compressed", slices.Concat(headOfDataV2, []byte{0x5c}, two,
			[]byte{0x62, 0, 0}), page{body: 12, end: 20, size: 8, values: 2, plain: true}},
		{
			"a dictionary", slices.Concat([]byte{0x15, 4}, headOfData[2:], []byte{0x4c}, two, []byte{0, 0}),
			page{body: 11, end: 19, size: 8},
		},
	} {
		data := slices.Concat(c.header, body)
		if got, err := readPage(bytes.NewReader(data), 0, int64(len(data))); err != nil || got != c.want {
			t.Errorf("%s: got %+v, %v, want %+v", c.name, got, err, c.want)
		}
	}
}

func TestAHeaderThatArrowReadsOnFromElsewhereIsAnError(t *testing.T) {
	end := []byte{0, 0}
	for name, header := range map[string][]byte{
		"a kind of page whose body arrow takes for the next page": append(slices.Clone(headOfIndex), 0),
		"values that are not compressed, of another size": slices.Concat(headOfDataV2[:4], []byte{
			0x15, 14,
			0x5c, 0x15, 4, 0x62,
		}, end),
		"more levels than there are bytes": slices.Concat(headOfDataV2, []byte{
			0x5c, 0x15, 4,
			0x45, 18,
		}, end),
		"levels of less than nothing": slices.Concat(headOfDataV2, []byte{
			0x5c, 0x15, 4,
			0x45, 3,
		}, end),
		"a size of more than 32 bits": slices.Concat(headOfData[:2], []byte{
			0x15, 0x90,
			0x80, 0x80, 0x80, 0x20, 0x15, 16, 0,
		}),
	} {
		data := append(header, make([]byte, 8)...)
		if got, err := readPage(bytes.NewReader(data), 0, int64(len(data))); err == nil {
			t.Errorf("%s: no error, and %+v", name, got)
		}
	}
}
