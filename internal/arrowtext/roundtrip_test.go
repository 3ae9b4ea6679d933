package arrowtext

import (
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/assay-go/assay/internal/arrowtest"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
	"pgregory.net/rapid"
)

func TestTypesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dt := arrowtest.Type(3).Draw(t, "type")
		text, err := TypeString(dt)
		if err != nil {
			t.Fatalf("%s: %v", dt, err)
		}
		back, err := ParseType(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if !arrow.TypeEqual(dt, back) && !strings.Contains(text, "extension<") || !SameType(dt, back) {
			t.Fatalf("%s became %s", dt, back)
		}
		if again, _ := TypeString(back); again != text {
			t.Fatalf("%s became %s", text, again)
		}
	})
}

func TestCellsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dt := arrowtest.Type(2).Draw(t, "type")
		a := arrowtest.Column(t, dt, rapid.IntRange(0, 6).Draw(t, "rows"), true)
		format, err := NewFormatter(a)
		if err != nil {
			t.Fatal(err)
		}
		b := array.NewBuilder(memory.DefaultAllocator, dt)
		parse, err := NewParser(b)
		if err != nil {
			t.Fatal(err)
		}
		null := Nulls(a)
		for row := range a.Len() {
			if null(row) {
				b.AppendNull()
				continue
			}
			if text := format(nil, row); parse(text) != nil {
				t.Fatalf("%s: %s: %v", dt, text, parse(text))
			}
		}
		back := b.NewArray()
		if back.Len() != a.Len() {
			t.Fatalf("%d rows became %d", a.Len(), back.Len())
		}
		for row := range a.Len() {
			if !arrowtest.Same(a, row, back, row) {
				t.Fatalf("%s: row %d: %s became %s", dt, row, a.ValueStr(row), back.ValueStr(row))
			}
		}
	})
}

func TestEveryHalfFloatRoundTrips(t *testing.T) {
	for h := range 1 << 16 {
		if h&0x7c00 == 0x7c00 && h&0x3ff != 0 {
			continue // NaN
		}
		if got := floatToHalf(halfToFloat(uint16(h))); got != uint16(h) {
			t.Fatalf("%#04x became %#04x", h, got)
		}
	}
}
