package arrowtext

import (
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// reread parses a cell of a type and writes it again.
func reread(t *testing.T, typ, cell string) (string, error) {
	t.Helper()
	dt, err := ParseType(typ)
	if err != nil {
		t.Fatalf("%s: %v", typ, err)
	}
	b := array.NewBuilder(memory.DefaultAllocator, dt)
	defer b.Release()
	parse, err := NewParser(b)
	if err != nil {
		t.Fatalf("%s: %v", typ, err)
	}
	if err := parse([]byte(cell)); err != nil {
		return "", err
	}
	a := b.NewArray()
	defer a.Release()
	format, err := NewFormatter(a)
	if err != nil {
		t.Fatalf("%s: %v", typ, err)
	}
	return string(format(nil, 0)), nil
}

func TestCellsAreWrittenInOneWay(t *testing.T) {
	for _, c := range []struct{ typ, cell, want string }{
		{"int8", "-128", "-128"},
		{"uint64", "18446744073709551615", "18446744073709551615"},
		{"float64", "0.1", "0.1"},
		{"float64", "-0", "-0"},
		{"float64", "NaN", "NaN"},
		{"float64", "-Inf", "-Inf"},
		{"float32", "16777216", "16777216"},
		{"decimal(12, 2)", "1043.5", "1043.50"},
		{"decimal(12, 2)", "-0.07", "-0.07"},
		{"binary", "0x00ff", "0x00ff"},
		{"date32", "2026-01-31", "2026-01-31"},
		{"timestamp[ms, UTC]", "2026-01-31", "2026-01-31T00:00:00.000Z"},
		{"timestamp[ms, UTC]", "2026-01-31T10:15:00+02:00", "2026-01-31T08:15:00.000Z"},
		{"timestamp[s]", "2026-01-31T10:15:00", "2026-01-31T10:15:00"},
		{"timestamp[s]", "+292277026596-12-04T15:30:07", "+292277026596-12-04T15:30:07"},
		{"timestamp[s]", "-292277022657-01-27T08:29:52", "-292277022657-01-27T08:29:52"},
		{"timestamp[ns, UTC]", "2262-04-11T23:47:16.854775807Z", "2262-04-11T23:47:16.854775807Z"},
		{"time32[s]", "10:15", "10:15:00"},
		{"duration[s]", "1h30m", "1h30m0s"},
		{"list<int64>", "[1, 2,null]", "[1,2,null]"},
		{"struct<a: int64, b: utf8>", `{"a": 1, "b": "x"}`, `{"a":1,"b":"x"}`},
		{"dictionary<utf8>", "red", "red"},
		{"month_interval", "14mo", "14mo"},
	} {
		got, err := reread(t, c.typ, c.cell)
		if err != nil {
			t.Errorf("%s: %s: %v", c.typ, c.cell, err)
		} else if got != c.want {
			t.Errorf("%s: %s is written as %s, want %s", c.typ, c.cell, got, c.want)
		}
	}
}

func TestWhatATypeCannotHoldIsAnError(t *testing.T) {
	for _, c := range []struct{ typ, cell, want string }{
		{"int8", "128", "out of range"},
		{"uint8", "-1", "out of range"},
		{"int64", "1.5", "int64"},
		{"bool", "yes", "bool"},
		{"decimal(12, 2)", "0.005", "decimal(12, 2)"},
		{"decimal(4, 2)", "100.00", "decimal(4, 2)"},
		{"date32", "2026-02-29", "date32"},
		{"timestamp[s]", "2026-01-31T10:15:00Z", "timestamp[s]"},
		{"timestamp[s, UTC]", "2026-01-31T10:15:00", "timestamp[s, UTC]"},
		{"timestamp[s, UTC]", "2026-01-31T10:15:00.5Z", "is more precise than"},
		{"timestamp[s]", "+292277026596-12-04T15:30:08", "out of range"},
		{"timestamp[s]", "-292277022657-01-27T08:29:51", "out of range"},
		{"timestamp[ns, UTC]", "2262-04-11T23:47:16.854775808Z", "out of range"},
		{"list<int64>", "[1", "want a comma or ]"},
		{"fixed_size_list<int64>[2]", "[1]", "2"},
	} {
		got, err := reread(t, c.typ, c.cell)
		if err == nil {
			t.Errorf("%s holds %s, as %s; want an error", c.typ, c.cell, got)
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %s: %v; want %q in it", c.typ, c.cell, err, c.want)
		}
	}
}

func FuzzTypesAndCells(f *testing.F) {
	for _, c := range [][2]string{
		{"int64", "1"},
		{"timestamp[ns, Europe/Berlin]", "2026-01-31T10:15:00+02:00"},
		{`struct<"a b": list<utf8 not null>, c: map<utf8, float16>>`, `{"a b":["x"],"c":{"k":1.5}}`},
		{"run_end_encoded<int32, decimal256(60, 4)>", "12.5"},
		{"dictionary<utf8, int8, ordered>", "x"},
		{"month_day_nano_interval", "1mo3d250ns"},
	} {
		f.Add(c[0], c[1])
	}
	f.Fuzz(func(t *testing.T, typ, cell string) {
		dt, err := ParseType(typ)
		if err != nil {
			return
		}
		if text, err := TypeString(dt); err != nil {
			t.Fatalf("%q parses, and is not written: %v", typ, err)
		} else if again, err := ParseType(text); err != nil {
			t.Fatalf("%q is written as %q: %v", typ, text, err)
		} else if s, _ := TypeString(again); s != text {
			t.Fatalf("%q becomes %q", text, s)
		}
		if strings.Contains(typ, "fixed_size") { // a null of one is as wide as its type says
			return
		}
		got, err := reread(t, typ, cell)
		if err != nil {
			return
		}
		if twice, err := reread(t, typ, got); err != nil || twice != got {
			t.Fatalf("%s: %q is written as %q, which reads as %q, %v", typ, cell, got, twice, err)
		}
	})
}

func TestANullOfATypeMakesABoundedNumberOfElements(t *testing.T) {
	for _, c := range []struct {
		typ string
		ok  bool
	}{
		{"list<fixed_size_list<null>[65536]>", true},
		{"fixed_size_list<fixed_size_list<null>[256]>[256]", true},
		{"fixed_size_list<fixed_size_list<int8>[65536]>[65536]", true}, // each takes memory, which readers limit
		{"list<fixed_size_list<fixed_size_list<null>[257]>[256]>", false},
		{`fixed_size_list<struct<a: extension<"x", null>, b: null>>[40000]`, false},
		{"struct<a: fixed_size_list<null>[40000], b: fixed_size_list<null>[40000]>", false},
	} {
		if _, err := ParseType(c.typ); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.typ, err)
		}
	}
}

func TestAMessageNamesALongTypeInShort(t *testing.T) {
	_, err := reread(t, "struct<"+strings.Repeat("a", 5000)+": int64>", `{"b":1}`)
	if err == nil || len(err.Error()) > 400 || !strings.Contains(err.Error(), `has no field "b"`) {
		t.Errorf("got %.500v", err)
	}
}
