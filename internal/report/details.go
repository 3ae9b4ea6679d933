package report

import (
	"fmt"
	"strings"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/message"
)

// text returns how much of a tolerance was used.
func (d *Drift) text() string {
	var used []string
	if d.Allowed.Abs > 0 {
		used = append(used, fmt.Sprintf("abs %.2g of %g", d.Abs, d.Allowed.Abs))
	}
	if d.Allowed.Rel > 0 {
		used = append(used, fmt.Sprintf("rel %.2g of %g", d.Rel, d.Allowed.Rel))
	}
	if d.Allowed.ULP > 0 {
		used = append(used, fmt.Sprintf("%d ulp of %d", d.ULP, d.Allowed.ULP))
	}
	if d.Allowed.Duration > 0 {
		used = append(used, fmt.Sprintf("%s of %s", d.Duration, d.Allowed.Duration))
	}
	return fmt.Sprintf("%s within tolerance, at most %s", message.Count(d.Cells, "cell"), strings.Join(used, ", "))
}

// Details returns in a few words how a column differs.
func (c *Column) Details() string { return strings.Join(c.DetailLines(), "; ") }

// DetailLines is [Column.Details] with a line for each explanation of the changed cells.
func (c *Column) DetailLines() []string {
	var parts, more []string
	switch c.State {
	case ColumnRenamed:
		parts = append(parts, "was "+goldenfile.ColumnText(c.Was))
	case ColumnMoved:
		parts = append(parts, "moved, which is not a difference")
	case ColumnAdded:
		parts = append(parts, "added, "+c.NewType+c.examples())
	case ColumnRemoved:
		parts = append(parts, "removed, "+c.OldType+c.examples())
	}
	if c.Retyped {
		parts = append(parts, fmt.Sprintf("%s -> %s", c.OldType, c.NewType))
	} else if c.OldType != c.NewType && c.OldType != "" && c.NewType != "" {
		parts = append(parts, c.nullability())
	}
	if c.Digested {
		parts = append(parts, c.digestText()...)
	} else if c.Cells > 0 {
		texts := c.explanations()
		parts, more = append(parts, texts[0]), texts[1:]
	} else if c.Retyped {
		parts = append(parts, "the same values")
	}
	if d := c.Drift; d != nil && d.Cells > 0 {
		parts = append(parts, d.text())
	}
	return append([]string{strings.Join(parts, "; ")}, more...)
}

func (c *Column) examples() string {
	if len(c.Examples) == 0 {
		return ""
	}
	text := ": " + strings.Join(c.Examples, ", ")
	if c.Rows > len(c.Examples) {
		text += ", …"
	}
	return text
}
