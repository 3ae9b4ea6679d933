package goldenfile

import (
	"encoding/json"
	"fmt"
	"net"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

type status int

func (s status) String() string { return [...]string{"open", "paid"}[s] }

type size int64 // its text is inexact

func (s size) String() string { return fmt.Sprintf("%.1f MB", float64(s)/1e6) }

type kind int // named by its JSON

func (k kind) MarshalJSON() ([]byte, error) { return []byte(`"kind-a"`), nil }

type opaque struct{ cents int64 }

func (o *opaque) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, `{"c":%d,"a":[1.0,1e400]}`, o.cents), nil
}

type version struct{ major, minor int }

func (v version) String() string { return fmt.Sprintf("v%d.%d", v.major, v.minor) }

type account struct {
	Name   string
	secret string
	seen   time.Time
}

type stamped struct {
	time.Time
	Note string
}

type locked struct {
	sync.Mutex
	Count int
}

func TestTheRulesOfATypeDecideHowItIsWritten(t *testing.T) {
	berlin := time.FixedZone("", 3600)
	at := time.Date(2026, 1, 15, 10, 0, 0, 0, berlin)
	for _, c := range []struct {
		name  string
		value any
		want  string
		by    []Writer
	}{
		{"an enum is its name", struct{ S status }{1}, "s: paid\n", nil},
		{"an enum is its name as a key", map[status]int{0: 3, 1: 2}, "open: 3\npaid: 2\n", nil},
		{"a text that does not start with a letter is the number", struct{ S size }{1200001}, "s: 1200001\n", nil},
		{"an enum may be named by its JSON", []kind{1}, "- kind-a\n", nil},
		{"a name of JSON", struct{ O opaque }{opaque{7}}, "o:\n  a:\n    - 1.0\n    - \"1e400\"\n  c: 7\n", nil},
		{"a pointer with MarshalJSON", []*opaque{nil, {8}}, "- null\n- a:\n    - 1.0\n    - \"1e400\"\n  c: 8\n", nil},
		{"a text of String", version{1, 2}, "v1.2\n", nil},
		{"bytes with String", net.HardwareAddr{1, 2}, "\"01:02\"\n", nil},
		{"a nil slice is null, an empty one is not", [][]int{nil, {}}, "- null\n- []\n", nil},
		{"a nil map is null, an empty one is not", []map[string]int{nil, {}}, "- null\n- {}\n", nil},
		{
			"an instant is the same in any zone",
			[]time.Time{at, at.UTC(), at.Local()},
			strings.Repeat("- 2026-01-15T09:00:00Z\n", 3), nil,
		},
		{"an embedded time alone", struct{ time.Time }{at}, "time: 2026-01-15T09:00:00Z\n", nil},
		{"an embedded text does not hide a field", stamped{at, "x"}, "time: 2026-01-15T09:00:00Z\nnote: x\n", nil},
		{"an embedded lock", &locked{Count: 1}, "count: 1\n", nil},
		{
			"raw JSON, its keys sorted",
			json.RawMessage(`{"b": 12345678901234567890, "a": [null, "x", 1.50, 0.1000000000000000055511]}`),
			"a:\n  - null\n  - x\n  - 1.5\n  - \"0.1000000000000000055511\"\nb: 12345678901234567890\n", nil,
		},
		{"raw JSON that is none", json.RawMessage(`{"a"`), "!!binary eyJhIg==\n", nil},
		{"an own format", []opaque{{7}}, "- 7 ct\n", []Writer{{
			reflect.TypeFor[opaque](), func(v any) string { return fmt.Sprint(v.(opaque).cents, " ct") },
		}}},
		{"an own format of a pointer", struct{ O opaque }{opaque{7}}, "o: 7 ct\n", []Writer{{
			reflect.TypeFor[*opaque](), func(v any) string { return fmt.Sprint(v.(*opaque).cents, " ct") },
		}}},
		{"an own format of an interface", []any{size(5), status(0)}, "- 0.0 MB\n- zero\n", []Writer{
			{reflect.TypeFor[status](), func(any) string { return "zero" }},
			{reflect.TypeFor[fmt.Stringer](), func(v any) string { return v.(fmt.Stringer).String() }},
		}},
		{
			"unexported fields on request",
			[]account{{"a", "s", at}},
			"- name: a\n  secret: s\n  seen: 2026-01-15T09:00:00Z\n",
			[]Writer{{Type: reflect.TypeFor[account]()}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := encodeValue(c.value, c.by...)
			if err != nil || string(got) != c.want {
				t.Errorf("got\n%s%v\nwant\n%s", got, err, c.want)
			}
		})
	}
}

func TestAFieldThatIsNotWrittenIsNamedInTheHeader(t *testing.T) {
	f, err := ValueFile(map[string]any{"a": account{}, "b": []account{{}}, "l": &locked{}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := Encode(f)
	if want := `# assay 1
# value 2
# unwritten goldenfile.account: secret, seen
# unwritten goldenfile.locked: Mutex
a:
`; err != nil || !strings.HasPrefix(string(text), want) {
		t.Errorf("got\n%s%v", text, err)
	}
	back, err := Decode(text, "x.golden")
	if err != nil || !reflect.DeepEqual(back.Unwritten, f.Unwritten) || back.Rules != SecondRules {
		t.Errorf("read back as %+v, %v", back, err)
	}
}

func TestTheFirstRulesWriteWhatTheyAlwaysWrote(t *testing.T) {
	at := time.Date(2026, 1, 15, 10, 0, 0, 0, time.FixedZone("", 3600))
	f, err := ValueFile(struct {
		S    status
		At   time.Time
		Tags []string
		By   map[status]int
		Raw  json.RawMessage
		Mark stamped
		Who  account
	}{1, at, nil, map[status]int{1: 2}, json.RawMessage(`{}`), stamped{at, "x"}, account{}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := Encode(f.ByFirstRules())
	if want := `# assay 1
# value
s: 1
at: 2026-01-15T10:00:00+01:00
tags: []
by:
  "1": 2
raw: !!binary e30=
mark: 2026-01-15T10:00:00+01:00
who:
  name: ""
`; err != nil || string(text) != want {
		t.Errorf("got\n%s%v", text, err)
	}
	if RulesOf(text) != FirstRules || RulesOf([]byte("# assay 1\n# value 2\n1\n")) != SecondRules {
		t.Error("the rules of a golden are not told apart")
	}
}

func TestAnErrorOfJSONNamesItsPlace(t *testing.T) {
	for want, v := range map[string]any{
		`a: the JSON has the key "k" twice`: map[string]json.RawMessage{"a": json.RawMessage(`{"k":1,"k":2}`)},
		`[0]: the JSON is nested deeper`: []json.RawMessage{
			json.RawMessage(strings.Repeat("[", 200) + strings.Repeat("]", 200)),
		},
		`cannot write goldenfile.hidden: it has no exported fields and no MarshalText method: leave it out with the tag ` +
			"`assay:\"-\"`, or pass golden.Format(func(goldenfile.hidden) string)": []hidden{{}},
	} {
		if _, err := encodeValue(v); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

type hidden struct{ n int } //nolint:unused // a field that no writer sees

// A result is any value whose type tells apart what its golden tells apart.
type result struct {
	Name  string
	N     int64
	U     uint64
	F     float64
	B     bool
	Bytes []byte
	List  []string
	By    map[string]*int32
	Deep  *result
	Took  time.Duration
	State status
}

func anyResult(depth int) *rapid.Generator[*result] {
	return rapid.Custom(func(t *rapid.T) *result {
		valid := rapid.Map(rapid.String(), func(s string) string { return strings.ToValidUTF8(s, "?") })
		r := &result{
			Name: valid.Draw(t, "name"), N: rapid.Int64().Draw(t, "n"), U: rapid.Uint64().Draw(t, "u"),
			F: float64(rapid.Int32().Draw(t, "f")) / 10, B: rapid.Bool().Draw(t, "b"),
			Took:  time.Duration(rapid.Int64().Draw(t, "took")),
			State: status(rapid.IntRange(0, 1).Draw(t, "state")),
		}
		if rapid.Bool().Draw(t, "some") {
			r.Bytes = rapid.SliceOfN(rapid.Byte(), 0, 3).Draw(t, "bytes")
			r.List = rapid.SliceOfN(valid, 0, 2).Draw(t, "list")
			r.By = rapid.MapOfN(valid, rapid.Ptr(rapid.Int32(), true), 0, 2).Draw(t, "by")
		}
		if depth > 0 && rapid.Bool().Draw(t, "deeper") {
			r.Deep = anyResult(depth-1).Draw(t, "deep")
		}
		return r
	})
}

func TestDistinctValuesHaveDistinctGoldens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyResult(2).Draw(t, "a"), anyResult(2).Draw(t, "b")
		if rapid.Bool().Draw(t, "alike") { // differ in one field
			c := *a
			switch rapid.IntRange(0, 4).Draw(t, "field") {
			case 0:
				c.Bytes = b.Bytes
			case 1:
				c.List = b.List
			case 2:
				c.By = b.By
			case 3:
				c.Deep = b.Deep
			case 4:
				c.F = b.F
			}
			b = &c
		}
		x, err := encodeValue(a)
		if err != nil {
			t.Fatal(err)
		}
		y, err := encodeValue(b)
		if err != nil {
			t.Fatal(err)
		}
		if same := reflect.DeepEqual(a, b); same != (string(x) == string(y)) {
			t.Errorf("equal: %v, but the goldens are\n%s\n%s", same, x, y)
		}
	})
}
