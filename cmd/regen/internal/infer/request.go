package infer

import (
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/profile"
)

// A generator is a column of the fixture: the text between its braces, and a comment.
type generator struct {
	name, text, note string
}

// A request is what the generators of a column depend on besides its profile.
type request struct {
	Options
	rows  int64
	key   bool // another column refers to the column
	loose bool // unique values did not load
	drawn bool // the number of rows is drawn
	pool  bool // the column has the different values of another one
	// unique reports whether values must differ even if those of the data do not.
	unique bool

	dataset  string
	datasets map[string]bool // the names of all
	taken    map[string]bool // the names of the dataset's columns; nil in a list or a struct, which have no others
}

// A made is the text between the braces of a column, a comment, the columns that it is computed from, and the datasets
// that it refers to.
type made struct {
	from       []generator
	pools      []pool
	text, note string
}

// helper adds a transient column that a column is computed from, and returns its name, which an expression can spell.
func (r request) helper(m *made, column, suffix, text string) string {
	base := strings.Map(func(c rune) rune {
		if c < 0x80 && (c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z') {
			return c
		}
		return '_'
	}, column)
	if base[0] <= '9' {
		base = "_" + base
	}
	name := unused(base+suffix, r.taken)
	m.from = append(m.from, generator{name, text + ", transient: true", ""})
	return name
}

// nullText formats the share of nulls.
func nullText(c *profile.Column) string {
	if c.Present() == 0 {
		return ""
	}
	return shareOfNulls(float64(c.Nulls) / float64(c.Rows))
}

// capacity returns how many different values a unique column needs, with some to spare if the number of rows is drawn.
func (r request) capacity() int64 {
	if r.drawn {
		return r.rows + r.rows/8 + 16
	}
	return r.rows
}
