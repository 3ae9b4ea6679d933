package infer

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
	"github.com/assay-go/assay/internal/arrowtext"
)

// nameOf returns a name that a fixture can have, from the name of a file or a column.
func nameOf(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(".[]", r) || arrowtext.Invisible(r) || r == utf8.RuneError {
			return '_'
		}
		return r
	}, name)
	if len(name) > 200 {
		name = strings.ToValidUTF8(name[:200], "")
	}
	if name == "" {
		return "_"
	}
	return name
}

// rename gives columns different names that a fixture can have.
func rename(columns []*profile.Column) {
	taken := map[string]bool{}
	for _, c := range columns {
		c.Name = unused(nameOf(c.Name), taken)
	}
}

// unused returns a name, with a number if it is taken, and takes it.
func unused(name string, taken map[string]bool) string {
	base := name
	for n := 2; taken[name]; n++ {
		name = fmt.Sprintf("%s_%d", base, n)
	}
	taken[name] = true
	return name
}

// leaves returns the number of columns that a fixture counts in fields.
func leaves(fields []arrow.Field) int {
	n := 0
	for _, f := range fields {
		switch t := f.Type.(type) {
		case *arrow.StructType:
			n += leaves(t.Fields())
		case arrow.ListLikeType:
			n += leaves([]arrow.Field{t.ElemField()})
		default:
			n++
		}
	}
	return n
}
