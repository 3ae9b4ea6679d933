package goldenfile

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
	"pgregory.net/rapid"

	"github.com/assay-go/assay/internal/arrowtest"
	"github.com/assay-go/assay/internal/arrowtext"
)

// sameSchema compares schemas, and extension types by name.
func sameSchema(a, b *arrow.Schema) bool {
	return slices.EqualFunc(a.Fields(), b.Fields(), func(x, y arrow.Field) bool {
		return x.Name == y.Name && x.Nullable == y.Nullable && arrowtext.SameType(x.Type, y.Type)
	})
}

func TestEveryTableSurvivesTheRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := &File{
			Order: Ordered, Table: arrowtest.Table(t),
			Inputs: rapid.SampledFrom([][]string{nil, {"orders 3 rows: total 9c1f0b7a"}}).Draw(t, "inputs"),
		}
		text, err := Encode(f)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Decode(text, "x.golden")
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if !sameSchema(back.Table.Schema(), f.Table.Schema()) {
			t.Fatalf("schema\n%s\ncame back as\n%s", f.Table.Schema(), back.Table.Schema())
		}
		for c := range int(f.Table.NumCols()) {
			for row := range int(f.Table.NumRows()) {
				if !arrowtest.Same(f.Table.Column(c), row, back.Table.Column(c), row) {
					t.Fatalf("column %d, row %d: %s came back as %s", c, row, f.Table.Column(c).ValueStr(row),
						back.Table.Column(c).ValueStr(row))
				}
			}
		}
		if !bytes.Equal(fmt.Append(nil, back.Inputs), fmt.Append(nil, f.Inputs)) {
			t.Fatalf("inputs %q came back as %q", f.Inputs, back.Inputs)
		}
	})
}

func TestRowsOfAMultisetAreWrittenInOneOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := arrowtest.Table(t)
		text, err := Encode(&File{Order: Multiset, Table: table})
		if err != nil {
			t.Fatal(err)
		}
		back, err := Decode(text, "x.golden")
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		again, err := Encode(back)
		if err != nil || !bytes.Equal(again, text) {
			t.Fatalf("%v\n%s\nis written again as\n%s", err, text, again)
		}
	})
}

func TestACharacterThatNeedsQuotesIsSeenWhereverItStands(t *testing.T) {
	const hidden = "\x00\t\n\x1f\x7f\",\x80\xff"
	for at := range 20 {
		text := []byte("abcdefghij-~!.<>ABC9")
		for _, c := range []byte(hidden) {
			text[at] = c
			if !needsQuotes(text) {
				t.Errorf("%q has no quotes", text)
			}
		}
		for _, c := range []byte("a'+-~!#") {
			if text[at] = c; needsQuotes(text) != (at == 0 && c == '#') {
				t.Errorf("%q", text)
			}
		}
	}
}
