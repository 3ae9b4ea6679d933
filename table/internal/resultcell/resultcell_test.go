package resultcell

import (
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	_ "github.com/sebdah/goldie/v2" // -update
)

func TestACellIsFoundByConditions(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "country", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "day", Type: arrow.PrimitiveTypes.Int64},
		{Name: "revenue", Type: arrow.PrimitiveTypes.Float64},
	}, nil)
	rec, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader(
		`[{"country":"DE","day":1,"revenue":1.5},{"country":"DE","day":2,"revenue":2},{"country":"a,b","day":1,"revenue":3},`+
			`{"country":null,"day":1,"revenue":4}]`))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"country=DE,day=1,revenue":  "1.5",
		`country="a,b",revenue`:     "3",
		"country=null,revenue":      "4",
		"[1],revenue":               "2",
		"country=FR,revenue":        Absent,
		"[4],revenue":               Absent,
		"country=DE,revenue":        "2 rows of the result fit: add conditions that tell them apart",
		"revenue":                   "4 rows of the result fit: add conditions that tell them apart",
		"country=DE,revenu":         `the result has no column "revenu" (did you mean "revenue"?)`,
		"countr=DE,revenue":         `the result has no column "countr" (did you mean "country"?)`,
		"DE,revenue":                `"DE" is not a condition: ` + shape,
		"[x],revenue":               `"[x]" is not a row: rows count from [0]`,
		"country=DE,":               `the cell "country=DE," has no column: ` + shape,
		`country="DE,revenue`:       `a quote is not closed in the cell "country=\"DE,revenue"`,
		"country=DE,day=3,revenue":  Absent,
		"country=DE,day=2,country":  "DE",
		"country=DE,day=2,[1],day":  "2",
		"country=DE,day=1,[1],day":  Absent,
		"country=a,b,[1],countries": `"b" is not a condition: ` + shape,
	} {
		c, err := Parse(text)
		got := ""
		if err == nil {
			got, err = c.In(rec)
		}
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestAPartOfAValueIsFoundByItsPath(t *testing.T) {
	const value = "groups:\n  - {name: a, lift: 1.5}\n  - {name: b, lift: null}\ntotal: 7\n"
	for path, want := range map[string]string{
		"total": "7", "groups[0].lift": "1.5", "groups[1].lift": "null", "groups[2].lift": Absent, "groups.lift": Absent,
		"groups[0]": "{name: a, lift: 1.5}",
	} {
		c, err := Parse(path)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.InValue([]byte(value)); got != want || err != nil {
			t.Errorf("%s: got %s (%v), want %s", path, got, err, want)
		}
	}
}
