package goldenfile

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// encodeValue returns a value as the golden of a test has it.
func encodeValue(v any, writers ...Writer) ([]byte, error) {
	f, err := ValueFile(v, writers)
	if err != nil {
		return nil, err
	}
	return f.Value, nil
}

type money int64

func (m money) MarshalText() ([]byte, error) { return []byte("12.30"), nil }

type base struct{ ID int }

type lift struct {
	base
	Lift      float64
	Treated   float32 `assay:"treated_rate"`
	Secret    string  `assay:"-"`
	At        time.Time
	Took      time.Duration
	Notes     []string
	Groups    map[string]*base
	Err       error
	Price     money
	Raw       []byte
	Report    string
	ByDay     map[int]bool
	Any       any
	hidden    int
	Nothing   *base
	OddString string
}

func TestAGoValueIsWrittenAsPlainYAML(t *testing.T) {
	got, err := encodeValue(lift{
		base: base{7}, Lift: 0.125, Treated: 0.1, Secret: "x", hidden: 1,
		At: time.Date(2026, 1, 15, 10, 0, 0, 500, time.FixedZone("", 3600)), Took: 90 * time.Minute,
		Notes: []string{"plain text", "yes", "12", "a: b", "", "- x", "two\nlines"}, Groups: map[string]*base{
			"b": {2},
			"a": nil, "odd key:": {1},
		},
		Err: errors.New(`unknown status "lost"`), Raw: []byte{0, 255}, Report: "first\n  indented\n\nlast\n",
		ByDay: map[int]bool{10: true, 9: false}, Any: []any{
			1.0, uint64(math.MaxUint64), -0.5e-9, math.NaN(),
			math.Inf(-1),
			[]int{},
			map[string]int{},
			[][]int{{1, 2}, {3}},
		},
		OddString: "\u202eabc",
	})
	if err != nil {
		t.Fatal(err)
	}
	const want = `id: 7
lift: 0.125
treated_rate: 0.1
at: 2026-01-15T09:00:00.0000005Z
took: 1h30m0s
notes:
  - plain text
  - "yes"
  - "12"
  - "a: b"
  - ""
  - "- x"
  - |-
    two
    lines
groups:
  a: null
  b:
    id: 2
  "odd key:":
    id: 1
err: unknown status "lost"
price: "12.30"
raw: !!binary AP8=
report: |
  first
    indented

  last
by_day:
  "9": false
  "10": true
any:
  - 1.0
  - 18446744073709551615
  - -5.0e-10
  - .nan
  - -.inf
  - []
  - {}
  - - - 1
      - 2
    - - 3
nothing: null
odd_string: "\u202eabc"
`
	if string(got) != want {
		t.Errorf("got\n%s", got)
	}
	if err := CheckValue(got); err != nil {
		t.Errorf("it does not read back: %v", err)
	}
}

func TestWhatCannotBeWrittenAsAValueIsNamedByItsPlace(t *testing.T) {
	type node struct {
		Name string
		Next *node
	}
	cycle := &node{Name: "a"}
	cycle.Next = &node{Name: "b", Next: cycle}
	deep := any(1)
	for range 200 {
		deep = []any{deep}
	}
	self := map[string]any{}
	self["self"] = self
	for name, c := range map[string]struct {
		value any
		want  string
	}{
		"a cycle":             {cycle, "next.next: the value contains itself"},
		"a map in itself":     {self, "self: the value contains itself"},
		"a function":          {map[string]any{"f": func() {}}, "f: cannot write a func()"},
		"a channel":           {[]any{make(chan int)}, "[0]: cannot write a chan int"},
		"too deep":            {deep, "nested deeper than 100 levels"},
		"keys that clash":     {map[any]int{1: 1, "1": 2}, `value: two keys are written as "1"`},
		"a list as key":       {map[[2]int]int{{1, 2}: 1}, "value: cannot write a key of type [2]int"},
		"a hidden struct":     {struct{ a, b int }{1, 2}, "it has no exported fields and no MarshalText"},
		"a panicking marshal": {panicky{}, "writing a goldenfile.panicky as text panicked: no"},
	} {
		if _, err := encodeValue(c.value); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one that contains %q", name, err, c.want)
		}
	}
}

type (
	grade uint8 // without a text
	stars uint8
)

func (s stars) MarshalText() ([]byte, error) { return []byte(strings.Repeat("*", int(s))), nil }

func TestANamedTypeOfByteIsBinaryUnlessItHasAText(t *testing.T) {
	got, err := encodeValue(struct {
		Grades []grade
		Pair   [2]grade
		Stars  []stars
		Two    [2]stars
	}{[]grade{1, 2}, [2]grade{3, 4}, []stars{1, 2}, [2]stars{3, 1}})
	const want = `grades: !!binary AQI=
pair: !!binary AwQ=
stars:
  - "*"
  - "**"
two:
  - "***"
  - "*"
`
	if err != nil || string(got) != want {
		t.Errorf("got\n%s\n%v", got, err)
	}
}

func TestTheKeysOfAMapHaveOneOrder(t *testing.T) {
	for want, m := range map[string]any{
		"1 2 10 9223372036854775807 9223372036854775808 9223372036854775809 18446744073709551615": map[uint64]int{
			10: 0, 2: 0, 1: 0, math.MaxInt64: 0, math.MaxInt64 + 1: 0, math.MaxInt64 + 2: 0, math.MaxUint64: 0,
		},
		"-.inf -10 -9.5 -9 -1 -1.0 0 0.0 1 1.0 9007199254740992 9007199254740993 9007199254740992.0 " +
			"18446744073709551615 .nan - 5x true x": map[any]int{
			math.Inf(-1): 0, -10: 0, -9.5: 0, -9: 0, -1: 0, -1.0: 0, 0: 0, 0.0: 0, 1: 0, 1.0: 0,
			float64(1 << 53): 0, int64(1 << 53): 0,
			int64(1<<53 + 1): 0, uint64(math.MaxUint64): 0, math.NaN(): 0, "-": 0, "5x": 0, true: 0, "x": 0,
		},
	} {
		for range 20 { // a map comes in any order
			e := newValueEncoder(nil, SecondRules)
			v, err := e.value(reflect.ValueOf(m), "", 0)
			if err != nil {
				t.Fatal(err)
			}
			var keys []string
			for _, entry := range v.(Mapping) {
				keys = append(keys, entry.Key)
			}
			if got := strings.Join(keys, " "); got != want {
				t.Fatalf("got  %s\nwant %s", got, want)
			}
		}
	}
}

type panicky struct{}

func (panicky) MarshalText() ([]byte, error) { panic("no") }

// anyValue draws a value of a golden.
func anyValue(depth int) *rapid.Generator[any] {
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z :#,'"\n-]{0,8}`), rapid.SampledFrom([]string{
		"null", "yes", "~", "0x1f", "1_000", "12:30:45", "1e3", ".5", "-", "- ", "a: b", "a #b", "|",
		"x\n", "\nx", "x\n\n", " x", "x ", "x\n y\n", "\t", "<<",
		"2026-01-15", "---", "...", "!x", "&a", "*a", "%", "@", "`", "{",
		"a\n\nb", "\u00a0", "\u2028", "\ufeff", "x\n ", "#", "=", "?", "? a",
	}))
	leaf := rapid.OneOf(
		rapid.Just[any](nil), rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Map(rapid.Int64(), func(i int64) any { return i }),
		rapid.Map(rapid.Float64(), func(f float64) any { return f }), rapid.Map(text, func(s string) any { return s }),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) any { return b }))
	if depth == 0 {
		return leaf
	}
	inner := anyValue(depth - 1)
	return rapid.OneOf(leaf,
		rapid.Map(rapid.SliceOfN(inner, 0, 3), func(l []any) any { return l }),
		rapid.Map(rapid.MapOfN(text, inner, 0, 3), func(m map[string]any) any { return m }))
}

func TestEveryValueReadsBackAsItIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, err := encodeValue(anyValue(3).Draw(t, "value"))
		if err != nil {
			t.Fatal(err)
		}
		f, err := Encode(&File{Value: text})
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		back, err := Decode(f, "x.golden")
		if err != nil {
			t.Fatalf("%v\n%s", err, f)
		}
		if string(back.Value) != string(text) {
			t.Fatalf("%q came back as %q", text, back.Value)
		}
	})
}
