package structcodec

import (
	"math/big"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
)

// documented are the Go types that the tables of docs/types.md name.
var documented = map[string]reflect.Type{
	"bool":                        reflect.TypeFor[bool](),
	"int":                         reflect.TypeFor[int](),
	"uint8":                       reflect.TypeFor[uint8](),
	"float32":                     reflect.TypeFor[float32](),
	"float64":                     reflect.TypeFor[float64](),
	"string":                      reflect.TypeFor[string](),
	"time.Time":                   reflect.TypeFor[time.Time](),
	"time.Duration":               reflect.TypeFor[time.Duration](),
	"[]byte":                      reflect.TypeFor[[]byte](),
	"[16]byte":                    reflect.TypeFor[[16]byte](),
	"[]string":                    reflect.TypeFor[[]string](),
	"[3]float64":                  reflect.TypeFor[[3]float64](),
	"map[string]int":              reflect.TypeFor[map[string]int](),
	"struct{ City string }":       reflect.TypeFor[struct{ City string }](),
	"a type with `UnmarshalText`": reflect.TypeFor[big.Float](),
}

// tableOf returns the cells of the Markdown table below a heading of docs/types.md.
func tableOf(t *testing.T, heading string) (rows [][]string) {
	t.Helper()
	page, err := os.ReadFile("../../docs/types.md")
	if err != nil {
		t.Fatal(err)
	}
	_, below, ok := strings.Cut(string(page), "\n"+heading+"\n")
	if !ok {
		t.Fatalf("docs/types.md has no heading %q", heading)
	}
	below, _, _ = strings.Cut(below, "\n## ")
	for line := range strings.SplitSeq(below, "\n") {
		if strings.HasPrefix(line, "| ") {
			rows = append(rows, strings.Split(strings.Trim(line, "| "), " | "))
		}
	}
	return rows[1:]
}

var quotedCode = regexp.MustCompile("`([^`]+)`")

// codes returns what a cell has in backquotes.
func codes(cell string) (texts []string) {
	for _, m := range quotedCode.FindAllStringSubmatch(cell, -1) {
		texts = append(texts, m[1])
	}
	return texts
}

func TestTheDocumentedColumnsAreThoseOfTheGoTypes(t *testing.T) {
	checked := 0
	for _, row := range tableOf(t, "## Writing: from a field to a column") {
		goType, known := documented[strings.Trim(row[0], "`")]
		if !known {
			continue
		}
		checked++
		dt, err := columnType(goType, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := arrowtext.TypeText(dt), strings.Trim(row[1], "`"); got != want {
			t.Errorf("a %s is a column of type %s; docs/types.md says %s", goType, got, want)
		}
		if len(row) < 3 {
			continue
		}
		for _, text := range codes(row[2]) {
			dt, err := arrowtext.ParseType(strings.Replace(text, "[n]", "[4]", 1))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := valueAppender(goType, array.NewBuilder(memory.DefaultAllocator, dt)); err != nil {
				t.Errorf("docs/types.md says that a %s may be %s: %v", goType, text, err)
			}
		}
	}
	if checked < 14 {
		t.Errorf("the table has only %d types that this test knows", checked)
	}
}

func TestTheDocumentedFieldsTakeTheirColumns(t *testing.T) {
	checked := 0
	for _, row := range tableOf(t, "## Reading: from a column to a field") {
		for _, text := range codes(row[0]) {
			dt, err := arrowtext.ParseType(strings.Replace(text, "T", "utf8", 1))
			if err != nil {
				continue // such as …
			}
			fields := codes(row[1])
			if strings.Contains(row[1], "a type with `UnmarshalText`") {
				fields = append(fields, "a type with `UnmarshalText`")
			}
			for _, field := range fields {
				goType, known := documented[field]
				if !known {
					continue
				}
				checked++
				a := array.NewBuilder(memory.DefaultAllocator, dt).NewArray()
				if _, err := (decoder{}).valueSetter(goType, a); err != nil {
					t.Errorf("docs/types.md says that a %s takes %s: %v", goType, text, err)
				}
			}
		}
	}
	if checked < 20 {
		t.Errorf("the table has only %d fields that this test knows", checked)
	}
}

func TestTextOfAnotherTypeGoesIntoItsColumn(t *testing.T) {
	type row struct {
		Total  string `assay:",decimal(12, 2)"`
		On     string `assay:",date32"`
		Status string `assay:",dictionary<utf8>"`
		At     string `assay:",time64[us]"`
	}
	rec, err := Encode([]row{{"12.5", "2026-01-31", "paid", "10:15:00"}})
	if err != nil {
		t.Fatal(err)
	}
	defer rec.Release()
	var got []string
	for _, c := range rec.Columns() {
		format, err := arrowtext.NewFormatter(c)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, arrowtext.TypeText(c.DataType())+" "+string(format(nil, 0)))
	}
	want := "decimal(12, 2) 12.50; date32 2026-01-31; dictionary<utf8> paid; time64[us] 10:15:00.000000"
	if strings.Join(got, "; ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
