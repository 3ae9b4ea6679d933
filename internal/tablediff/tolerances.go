package tablediff

import (
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
)

// TolerancesOf returns the tolerance of each column, nil for none. A tolerance that matches no column, or one whose
// values have no distance, is an error, because it would have no effect.
func TolerancesOf(schema *arrow.Schema, all []cells.Tolerance) ([]*cells.Tolerance, error) {
	out := make([]*cells.Tolerance, schema.NumFields())
	for i := range all {
		t := &all[i]
		if err := t.Check(); err != nil {
			return nil, err
		}
		found := false
		for c, field := range schema.Fields() {
			switch {
			case !matches(t.Column, field.Name):
				continue
			case cells.CanDrift(field.Type):
				out[c] = t
				found = true
			case t.Column == field.Name:
				text, _ := arrowtext.TypeString(field.Type)
				return nil, fmt.Errorf("a tolerance does not apply to column %q: it is %s", field.Name, text)
			}
		}
		if !found && t.Column != "" {
			return nil, goldenfile.NoColumn("a tolerance", t.Column, schema)
		}
	}
	return out, nil
}

// matches reports whether name matches the pattern, in which * matches any text; "" matches all names.
func matches(pattern, name string) bool {
	if pattern == "" {
		return true
	}
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == name
	}
	last := len(parts) - 1
	if !strings.HasPrefix(name, parts[0]) {
		return false
	}
	rest := name[len(parts[0]):]
	for _, part := range parts[1:last] {
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return strings.HasSuffix(rest, parts[last])
}
