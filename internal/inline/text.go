package inline

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/literal"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// Unset is an expectation that an approval fills in.
const Unset = "# unset"

const inputsLine = "# inputs"

// blanks are what surrounds a line. Other spaces, such as the ideographic one, belong to cells.
const blanks = " \t\r\n"

// IsUnset reports whether an expectation is to be filled in: it has nothing but comments.
func IsUnset(text string) bool {
	for line := range strings.Lines(text) {
		if line = strings.Trim(line, blanks); line != "" && line[0] != goldenfile.CommentTag {
			return false
		}
	}
	return true
}

// WantsInputs reports whether the author of an expectation asks for the input lines.
func WantsInputs(text string) bool {
	lines := dedent(text) // within a text of a value, the line is indented
	return len(lines) > 0 && strings.HasPrefix(lines[len(lines)-1], inputsLine)
}

// An Error says which line of an expectation cannot be read.
type Error struct {
	Line int // from 1, the line after the opening quote; 0 if it is not about one line
	Msg  string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return "the expectation " + e.Msg
	}
	return fmt.Sprintf("line %d of the expectation: %s", e.Line, e.Msg)
}

// A line of an expectation, without the indentation that all lines have.
type line struct {
	text   string
	number int // from 1
}

// linesOf returns the lines of a table that are neither empty nor comments, and the input lines.
func linesOf(text string) (lines []line, inputs []string) {
	number := 0
	for l := range strings.Lines(strings.TrimPrefix(text, "\n")) {
		number++
		l = strings.Trim(l, blanks)
		switch rest, is := strings.CutPrefix(l, inputsLine); {
		case l == "":
		case is:
			for input := range strings.SplitSeq(rest, ";") {
				if input = strings.TrimSpace(input); input != "" {
					inputs = append(inputs, input)
				}
			}
		case l[0] != goldenfile.CommentTag:
			lines = append(lines, line{l, number})
		}
	}
	return lines, inputs
}

// Columns returns the names of the columns of a table's expectation, nil if it is unset.
func Columns(text string) ([]string, error) {
	lines, _ := linesOf(text)
	if len(lines) == 0 {
		return nil, nil
	}
	return columnsOf(lines[0])
}

func columnsOf(header line) (names []string, err error) {
	for rest := header.text; rest != ""; {
		cell, after, err := cut(rest, true)
		if err != nil {
			return nil, &Error{header.number, err.Error()}
		}
		name := cell
		if cell[0] == '"' {
			value, n, err := arrowtext.ParseJSONString(nil, []byte(cell))
			if err != nil || n != len(cell) {
				return nil, &Error{header.number, "want the name of a column, found " + message.Quote(cell)}
			}
			name = string(value)
		}
		if slices.Contains(names, name) {
			return nil, &Error{header.number, fmt.Sprintf("names column %q twice", name)}
		}
		names = append(names, name)
		rest = after
	}
	return names, nil
}

// cut returns the first cell of a line, and what follows the spaces after it. Two spaces end a cell, except within a
// JSON string. In a column of texts, only a cell that starts with a double quote is JSON.
func cut(text string, texts bool) (cell, after string, err error) {
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"' && (quoted || !texts || i == 0):
			quoted = !quoted
		case quoted:
		case c == '\t' || c == ' ' && i+1 < len(text) && (text[i+1] == ' ' || text[i+1] == '\t'):
			return text[:i], strings.TrimLeft(text[i:], " \t"), nil
		}
	}
	if quoted {
		return "", "", fmt.Errorf("a double quote is missing at the end of %s", message.Quote(text))
	}
	return text, "", nil
}

// Golden returns an expectation as a golden file has it: with the types, the order and the key of the result. Columns
// that the result lacks are texts. It returns nil if the expectation is unset.
func Golden(text string, result *goldenfile.File) ([]byte, error) {
	if IsUnset(text) {
		return nil, nil
	}
	if result.Table == nil {
		return valueGolden(text, result)
	}
	lines, inputs := linesOf(text)
	names, err := columnsOf(lines[0])
	if err != nil {
		return nil, err
	}
	schema := result.Table.Schema()
	fields := make([]arrow.Field, len(names))
	for i, name := range names {
		fields[i] = arrow.Field{Name: name, Type: arrow.BinaryTypes.String, Nullable: true}
		if at := goldenfile.ColumnIndex(schema, name); at >= 0 {
			fields[i] = schema.Field(at)
		}
	}
	body, err := rowsText(lines[1:], fields)
	if err != nil {
		return nil, err
	}
	head, err := header(fields, result, inputs)
	if err != nil {
		return nil, err
	}
	golden, err := goldenfile.Format(slices.Concat(head, body), "")
	if at, ok := errors.AsType[*goldenfile.ParseError](err); ok {
		if row := at.Line - 1 - bytes.Count(head, []byte("\n")); row >= 0 && row < len(lines)-1 {
			return nil, &Error{lines[1+row].number, plain(at)}
		}
		return nil, &Error{0, "cannot be read: " + plain(at)}
	}
	return golden, err
}

// plain returns what is wrong, without what to do about a file.
func plain(err *goldenfile.ParseError) string {
	return strings.TrimSuffix(err.Msg, ": "+goldenfile.Advice)
}

// header returns the beginning of a golden with these columns, up to their names.
func header(fields []arrow.Field, result *goldenfile.File, inputs []string) ([]byte, error) {
	schema := arrow.NewSchema(fields, nil)
	for _, name := range result.Key {
		if goldenfile.ColumnIndex(schema, name) < 0 {
			return nil, &Error{0, fmt.Sprintf("leaves out column %q, which is in the key: add it", name)}
		}
	}
	empty := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer empty.Release()
	record := empty.NewRecord()
	defer record.Release()
	return goldenfile.Encode(&goldenfile.File{Order: result.Order, Key: result.Key, Inputs: inputs, Table: record})
}

// rowsText returns the rows as a golden has them. It makes a column nullable if it has a null.
func rowsText(lines []line, fields []arrow.Field) (out []byte, err error) {
	for _, l := range lines {
		rest := l.text
		for i := range fields {
			if rest == "" {
				return nil, &Error{l.number, fmt.Sprintf("has %s, want %d: separate cells by two or more spaces, and write "+
					`null, or "" for an empty text`, message.Count(i, "cell"), len(fields))}
			}
			textual := goldenfile.Textual(fields[i].Type)
			cell, after, err := cut(rest, textual)
			if err != nil {
				return nil, &Error{l.number, err.Error()}
			}
			if cell == goldenfile.NullText {
				fields[i].Nullable = true
			} else if textual && cell[0] != '"' {
				cell = goldenfile.ColumnText(cell) // quoted if it has a comma, for example
			}
			if i > 0 {
				out = append(out, ',')
			}
			out, rest = append(out, cell...), after
		}
		if rest != "" {
			return nil, &Error{l.number, fmt.Sprintf("has more than %s: found %s", message.Count(len(fields), "cell"),
				message.Quote(rest))}
		}
		out = append(out, '\n')
	}
	return out, nil
}

// valueGolden is Golden for a value.
func valueGolden(text string, result *goldenfile.File) ([]byte, error) {
	lines := dedent(text)
	head, err := goldenfile.Encode(&goldenfile.File{
		Value: []byte("null\n"), Rules: goldenfile.SecondRules, Unwritten: result.Unwritten,
	})
	if err != nil {
		return nil, err
	}
	head = bytes.TrimSuffix(head, []byte("null\n"))
	golden, err := goldenfile.Format(append(head, strings.Join(lines, "\n")+"\n"...), "")
	if at, ok := errors.AsType[*goldenfile.ParseError](err); ok {
		return nil, &Error{max(at.Line-bytes.Count(head, []byte("\n")), 1), plain(at)}
	}
	return golden, err
}

// dedent returns the lines of a text without the indentation that all have, and without empty lines at both ends.
func dedent(text string) (lines []string) {
	common, first := "", true
	for l := range strings.Lines(text) {
		l = strings.TrimRight(l, "\r\n")
		lines = append(lines, l)
		if strings.Trim(l, " \t") == "" {
			continue
		}
		indent := l[:len(l)-len(strings.TrimLeft(l, " \t"))]
		if first {
			common, first = indent, false
		}
		for !strings.HasPrefix(indent, common) {
			common = common[:len(common)-1]
		}
	}
	for i, l := range lines {
		if lines[i] = strings.TrimPrefix(l, common); strings.Trim(l, " \t") == "" {
			lines[i] = ""
		}
	}
	empty := func(l string) bool { return l == "" }
	for len(lines) > 0 && empty(lines[0]) {
		lines = lines[1:]
	}
	for len(lines) > 0 && empty(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// Limits of what stands in a source.
const (
	MostRows    = 30
	MostColumns = 120 // of characters
)

// ErrTooLarge says that a result is for a file.
var ErrTooLarge = errors.New("the result is too large for a source")

// Lines returns the expectation of a golden, without indentation. If it has over 30 rows or 120 columns, it returns
// [ErrTooLarge]. inputs says whether the input lines are kept.
func Lines(golden []byte, inputs bool) ([]string, error) {
	lines, err := allLines(golden, inputs)
	if err != nil {
		return nil, err
	}
	if len(lines) > MostRows+1 {
		rows := message.Count(len(lines)-1, "row")
		if goldenfile.HoldsValue(golden) {
			rows = message.Count(len(lines), "line")
		}
		return nil, fmt.Errorf("%w: it has %s, and a source at most %d", ErrTooLarge, rows, MostRows)
	}
	for _, l := range lines {
		if w := term.Width(l); w > MostColumns && !strings.HasPrefix(l, inputsLine) {
			return nil, fmt.Errorf("%w: it is %d characters wide, and a source has at most %d", ErrTooLarge, w, MostColumns)
		}
	}
	return lines, nil
}

// allLines is Lines without limits.
func allLines(golden []byte, inputs bool) ([]string, error) {
	f, err := goldenfile.Decode(golden, "")
	if err != nil {
		return nil, err
	}
	var lines []string
	switch {
	case f.Table == nil:
		lines = strings.Split(strings.TrimSuffix(string(f.Value), "\n"), "\n")
	case f.Digest != nil:
		return nil, fmt.Errorf("%w: it is a digest", ErrTooLarge)
	case f.Table.NumCols() == 0:
		return nil, fmt.Errorf("%w: it has no columns", ErrTooLarge)
	default:
		if lines, err = aligned(f); err != nil {
			return nil, err
		}
	}
	if inputs {
		lines = append(lines, strings.TrimSpace(inputsLine+" "+strings.Join(f.Inputs, "; ")))
	}
	return lines, nil
}

// aligned returns the names and rows of a table, aligned in columns.
func aligned(f *goldenfile.File) ([]string, error) {
	text, err := f.CellText()
	if err != nil {
		return nil, err
	}
	schema := f.Table.Schema()
	rows := make([][]string, f.Table.NumRows()+1) // the names, then the rows
	widths := make([]int, schema.NumFields())
	for r := range rows {
		rows[r] = make([]string, len(widths))
		for c := range widths {
			cell := goldenfile.ColumnText(schema.Field(c).Name)
			if r > 0 {
				cell = string(text(nil, c, r-1))
			}
			rows[r][c] = spaced(cell, r == 0 || goldenfile.Textual(schema.Field(c).Type))
			widths[c] = max(widths[c], term.Width(rows[r][c]))
		}
	}
	lines := make([]string, len(rows))
	var b strings.Builder
	for r, row := range rows {
		b.Reset()
		for c, cell := range row {
			if c > 0 {
				b.WriteString("  ")
			}
			pad := strings.Repeat(" ", widths[c]-term.Width(cell))
			if literal.HoldsNumber(schema.Field(c).Type) {
				b.WriteString(pad + cell)
			} else {
				b.WriteString(cell + pad)
			}
		}
		lines[r] = strings.TrimRight(b.String(), " ")
	}
	return lines, nil
}

// spaced returns a cell of a golden as an expectation has it: in quotes if its spaces would end it.
func spaced(cell string, textual bool) string {
	if textual && cell[0] != '"' && strings.Contains(cell, "  ") {
		return string(arrowtext.AppendJSON(nil, cell))
	}
	return cell
}

// Same reports whether an expectation has the cells of a golden, or the lines of its value, as [Lines] writes them. It
// is a fast test: an expectation that is written in another way may have the same content.
func Same(text string, golden []byte) bool {
	if WantsInputs(text) {
		lines, err := Lines(golden, true)
		return err == nil && slices.Equal(dedent(text), lines)
	}
	isValue := goldenfile.HoldsValue(golden)
	for len(golden) > 0 && golden[0] == goldenfile.CommentTag {
		_, golden, _ = bytes.Cut(golden, []byte("\n"))
	}
	if isValue {
		return strings.Join(dedent(text), "\n")+"\n" == string(golden)
	}
	for line := range strings.Lines(text) {
		if line = strings.Trim(line, blanks); line == "" || line[0] == goldenfile.CommentTag {
			continue
		}
		if strings.ContainsAny(line, "[{") {
			return false // JSON, which may hold commas
		}
		for first := true; line != ""; first = false {
			cell, rest, err := cut(line, true)
			if err != nil || cell[0] != '"' && strings.IndexByte(cell, ',') >= 0 {
				return false
			}
			if !first {
				if len(golden) == 0 || golden[0] != ',' {
					return false
				}
				golden = golden[1:]
			}
			if !bytes.HasPrefix(golden, []byte(cell)) {
				return false
			}
			golden, line = golden[len(cell):], rest
		}
		if len(golden) == 0 || golden[0] != '\n' {
			return false
		}
		golden = golden[1:]
	}
	return len(golden) == 0
}
