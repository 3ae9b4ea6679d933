package tablediff

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"pgregory.net/rapid"

	"github.com/assay-go/assay/internal/goldenfile"
)

var guids = Normalizer{Token: "Guid", Match: UUIDPattern}

func normalText(t interface{ Fatal(...any) }, f *goldenfile.File, o Options) string {
	out, _, err := Normalized(f, o)
	if err != nil {
		t.Fatal(err)
	}
	text, err := goldenfile.Encode(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const (
	uuidA = "7d444840-9dc0-11d1-b245-5ffdce74fad2"
	uuidB = "00000000-0000-4000-8000-00000000000b"
	uuidC = "FFFFFFFF-0000-4000-8000-00000000000C"
)

func TestTokensKeepWhichTextsAreEqual(t *testing.T) {
	f := parse(t, strings.NewReplacer("A", uuidA, "B", uuidB, "C", uuidC).Replace(`# assay 1
# order ordered
# field id utf8
# field parent utf8
# field made timestamp[ms, UTC]
# field number int64
# field note utf8
id,parent,made,number,note
A,null,2026-01-31T10:15:42.250Z,17,order C at 2026-01-31 10:15
B,A,2026-01-31T10:15:42.250Z,4,from A
C,A,2026-01-31T10:15:43.000Z,17,none
`))
	got := normalText(t, f, Options{Normalize: []Normalizer{
		guids, {Column: "*", Token: "Time", Match: TimePattern}, {Column: "number", Token: "Number"},
	}})
	if want := `# assay 1
# order ordered
# field id utf8
# field parent utf8
# field made utf8
# field number utf8
# field note utf8
id,parent,made,number,note
Guid_1,null,Time_1,Number_1,order Guid_2 at Time_2
Guid_3,Guid_1,Time_1,Number_2,from Guid_1
Guid_2,Guid_1,Time_3,Number_1,none
`; got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestTokensOfAValueAreNumberedFromTopToBottom(t *testing.T) {
	value := strings.NewReplacer("A", uuidA, "B", uuidB, "C", uuidC).Replace(`id: B
by_id:
  A:
    rank: 2
  B:
    rank: 1
items:
  - id: C
    cost: 7
  - id: B
    cost: 8
`)
	o := Options{
		Ignore:    []string{"items[*].none", "by_id.*.none*"},
		Normalize: []Normalizer{guids, {Column: "items[*].cost", Token: "N"}},
	}
	if _, _, err := Normalized(&goldenfile.File{Value: []byte(value)}, o); err == nil {
		t.Error("a path that does not exist is accepted")
	}
	o.Ignore = nil
	if got := normalText(t, &goldenfile.File{Value: []byte(value)}, o); got != `# assay 1
# value
id: Guid_1
by_id:
  Guid_1:
    rank: 1
  Guid_2:
    rank: 2
items:
  - id: Guid_3
    cost: N_1
  - id: Guid_1
    cost: N_2
` {
		t.Errorf("got\n%s", got)
	}
}

func TestTheOrderOfRowsDoesNotShowInTokens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 8).Draw(t, "rows")
		ids := rapid.SliceOfN(rapid.IntRange(0, 5), 3*n, 3*n).Draw(t, "ids")
		kinds := rapid.SliceOfN(rapid.IntRange(0, 2), n, n).Draw(t, "kinds")
		order := rapid.SampledFrom([]goldenfile.Order{goldenfile.Keyed, goldenfile.Multiset}).Draw(t, "order")
		draw := func(name string) *goldenfile.File {
			names := rapid.Permutation([]int{0, 1, 2, 3, 4, 5}).Draw(t, name)
			rows := make([]int, n)
			for i := range rows {
				rows[i] = i
			}
			rows = rapid.Permutation(rows).Draw(t, name+" rows")
			b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
				{Name: "a", Type: arrow.BinaryTypes.String},
				{Name: "n", Type: arrow.PrimitiveTypes.Int64},
				{Name: "b", Type: arrow.BinaryTypes.String},
			}, nil))
			for _, row := range rows {
				id := func(at int) string {
					return fmt.Sprintf("%08d-0000-4000-8000-000000000000", names[ids[3*row+at]])
				}
				b.Field(0).(*array.StringBuilder).Append(id(0))
				if order == goldenfile.Keyed {
					b.Field(1).(*array.Int64Builder).Append(int64(row))
				} else {
					b.Field(1).(*array.Int64Builder).Append(int64(kinds[row]))
				}
				b.Field(2).(*array.StringBuilder).Append(id(1) + " and " + id(2))
			}
			f := &goldenfile.File{Order: order, Table: b.NewRecord()}
			if order == goldenfile.Keyed {
				f.Key = []string{"n"}
			}
			return f
		}
		o := Options{Normalize: []Normalizer{guids}}
		x, y := normalText(t, draw("x"), o), normalText(t, draw("y"), o)
		if x != y {
			t.Fatalf("two orders of the same rows give\n%s\n%s", x, y)
		}
	})
}

func TestPartsOfAValueAreIgnoredAndNormalized(t *testing.T) {
	f := &goldenfile.File{Value: []byte(`at: 2026-01-31T10:15:42.25Z
before: 1969-12-31T23:59:59.5+01:00
took: 1h2m3s
customer:
  name: Ann
  address:
    city: Bonn
    zip: "53111"
orders:
  - id: 7
    note: A
  - id: 8
    note: B
none: []
`)}
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{Ignore: []string{"orders[*].id", "customer.address.*", "at", "before", "none", "none[*].x"}}, `took: 1h2m3s
customer:
  name: Ann
  address: {}
orders:
  - note: A
  - note: B
`},
		{Options{
			Ignore: []string{"customer", "orders[0]", "none"}, Normalize: []Normalizer{
				{Column: "orders*", Text: strings.ToLower, Name: "lower case"}, {Granularity: time.Hour},
			},
		}, `at: 2026-01-31T10:00:00Z
before: 1969-12-31T23:00:00+01:00
took: 1h0m0s
orders:
  - id: 8
    note: b
`},
	} {
		if got := normalText(t, f, c.o); got != "# assay 1\n# value\n"+c.want {
			t.Errorf("got\n%s", got)
		}
	}
	for want, o := range map[string]Options{
		`Ignore names "order[*].id", a path that the value does not have`:                         {Ignore: []string{"order[*].id"}},
		`a normalizer (truncated to 1s) names "orders[*].note", but does not apply to its values`: {Normalize: []Normalizer{{Column: "orders[*].note", Granularity: time.Second}}},
		`the normalizer for "a": found the token "1x", want letters and digits`:                   {Normalize: []Normalizer{{Column: "a", Token: "1x"}}},
		`the pattern .* must match neither an empty text nor the token X_1`:                       {Normalize: []Normalizer{{Token: "X", Match: ".*"}}},
		`the normalizer for column "at" needs either Text, Granularity or Token`:                  {Normalize: []Normalizer{{Column: "at"}}},
		`the normalizer for column "at" has Match: it needs a Token`:                              {Normalize: []Normalizer{{Column: "at", Match: "x", Granularity: 1}}},
		"the normalizer for \"at\": error parsing regexp: missing closing ): `(`":                 {Normalize: []Normalizer{{Column: "at", Token: "X", Match: "("}}},
	} {
		if _, _, err := Normalized(f, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}
