package expr

import (
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/internal/arrowtext"
)

// A columnSet is the columns of a test, by name. It is the Env of the expressions over them.
type columnSet struct {
	names  []string
	arrays map[string]arrow.Array
}

func (s columnSet) Names() []string { return s.names }

func (s columnSet) Type(name string) (arrow.DataType, bool) {
	a, ok := s.arrays[name]
	if !ok {
		return nil, false
	}
	return a.DataType(), true
}

// columnsOf makes columns of lines such as "quantity int64: 1 | 2 | null".
func columnsOf(t testing.TB, lines string) columnSet {
	t.Helper()
	s := columnSet{arrays: map[string]arrow.Array{}}
	for line := range strings.SplitSeq(strings.TrimSpace(lines), "\n") {
		head, cells, _ := strings.Cut(line, ": ")
		name, typeText, _ := strings.Cut(strings.TrimSpace(head), " ")
		s.names = append(s.names, name)
		s.arrays[name] = column(t, strings.TrimSpace(typeText), strings.Split(cells, " | "))
	}
	return s
}

func column(t testing.TB, typeText string, cells []string) arrow.Array {
	t.Helper()
	dt, err := arrowtext.ParseType(typeText)
	if err != nil {
		t.Fatal(err)
	}
	b := array.NewBuilder(memory.DefaultAllocator, dt)
	defer b.Release()
	parse, err := arrowtext.NewParser(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range cells {
		if cell = strings.TrimSpace(cell); cell == "null" {
			b.AppendNull()
		} else if err := parse([]byte(cell)); err != nil {
			t.Fatal(err)
		}
	}
	return b.NewArray()
}

// eval computes an expression over all rows of the columns.
func (s columnSet) eval(text string) (arrow.Array, error) {
	p, err := Compile(text, s)
	if err != nil {
		return nil, err
	}
	return s.run(p)
}

func (s columnSet) run(p *Program) (arrow.Array, error) {
	cols := make([]arrow.Array, len(p.Deps()))
	for i, name := range p.Deps() {
		cols[i] = s.arrays[name]
	}
	return p.Eval(cols, s.arrays[s.names[0]].Len(), memory.DefaultAllocator)
}

// A fataler is a test, of testing or of rapid.
type fataler interface {
	Helper()
	Fatal(args ...any)
}

// written returns a column as "type: cell | cell".
func written(t fataler, a arrow.Array) string {
	t.Helper()
	typeText, err := arrowtext.TypeString(a.DataType())
	if err != nil {
		t.Fatal(err)
	}
	format, err := arrowtext.NewFormatter(a)
	if err != nil {
		t.Fatal(err)
	}
	null := arrowtext.Nulls(a)
	cells := make([]string, a.Len())
	for i := range cells {
		if cells[i] = "null"; !null(i) {
			cells[i] = string(format(nil, i))
		}
	}
	return typeText + ": " + strings.Join(cells, " | ")
}
