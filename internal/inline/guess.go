package inline

import (
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/goldenfile"
)

// guesses are the types that a column may have, from the most special.
var guesses = []string{
	"bool", "int64", "decimal(38, 1)", "decimal(38, 2)", "decimal(38, 3)", "decimal(38, 4)", "decimal(38, 6)", "float64",
	"date32", "timestamp[s, UTC]", "timestamp[s]", "timestamp[ms, UTC]", "timestamp[us, UTC]", "timestamp[ns, UTC]",
	"duration[s]", "utf8",
}

// Guess returns an empty result for [Golden], with types that fit the cells of some expectations of one result: between
// revisions no result says which they are. It returns nil if the expectations are of a value.
func Guess(texts ...string) *goldenfile.File {
	cells := map[string][]string{}
	var names []string
	for _, text := range texts {
		lines, _ := linesOf(text)
		if len(lines) == 0 {
			continue
		}
		header, err := columnsOf(lines[0])
		if err != nil || len(lines) == 1 && len(header) == 1 || isYAML(header[0]) {
			return nil
		}
		for _, name := range header {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		for _, l := range lines[1:] {
			rest := l.text
			for _, name := range header {
				if rest == "" {
					return nil
				}
				cell, after, err := cut(rest, !strings.HasPrefix(rest, "[") && !strings.HasPrefix(rest, "{"))
				if err != nil {
					return nil
				}
				cells[name], rest = append(cells[name], cell), after
			}
			if rest != "" {
				return nil
			}
		}
	}
	fields := make([]arrow.Field, len(names))
	for i, name := range names {
		fields[i] = arrow.Field{Name: name, Type: guess(cells[name]), Nullable: true}
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	defer b.Release()
	return &goldenfile.File{Table: b.NewRecord()}
}

// isYAML reports whether the first line of an expectation is that of a mapping or a list.
func isYAML(line string) bool {
	return strings.HasPrefix(line, "- ") || strings.Contains(line, ": ") || strings.HasSuffix(line, ":")
}

// guess returns the most special type that reads all cells and writes them in the same way.
func guess(cells []string) arrow.DataType {
	for _, name := range guesses {
		dt, err := arrowtext.ParseType(name)
		if err == nil && fits(dt, cells) {
			return dt
		}
	}
	return arrow.BinaryTypes.String
}

func fits(dt arrow.DataType, cells []string) bool {
	b := array.NewBuilder(memory.DefaultAllocator, dt)
	defer b.Release()
	parse, err := arrowtext.NewParser(b)
	if err != nil {
		return false
	}
	for _, cell := range cells {
		if cell == goldenfile.NullText {
			b.AppendNull()
		} else if parse([]byte(cell)) != nil {
			return false
		}
	}
	a := b.NewArray()
	defer a.Release()
	write, err := arrowtext.NewFormatter(a)
	if err != nil {
		return false
	}
	for i, cell := range cells {
		if cell != goldenfile.NullText && string(write(nil, i)) != cell {
			return false
		}
	}
	return true
}
