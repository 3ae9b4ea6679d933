package goldenfile

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/modfs"
)

// Decode reads a golden. Its errors are of type [*ParseError] and start with name. Decode accepts only what Encode
// writes, byte for byte, except for Windows line ends, which it reports in File.CRLF.
func Decode(text []byte, name string) (*File, error) {
	d := &decoder{name: name, text: text, f: &File{}}
	if err := d.decode(); err != nil {
		if _, ok := errors.AsType[*ParseError](err); !ok {
			return nil, d.fail(d.line, 1, "%w", err)
		}
		return nil, err
	}
	return d.f, nil
}

// Format returns a hand-edited golden as Encode writes it: it sorts the rows, normalizes the spelling of cells, and
// ends each line in
// . It returns an error for what it cannot repair without knowing what was meant: a cell that does not fit its type, a
// merge conflict, two rows with one key.
func Format(text []byte, name string) ([]byte, error) {
	d := &decoder{name: name, text: text, f: &File{}, lenient: true}
	err := d.decode()
	var at *ParseError
	if err == nil {
		text, err = Encode(d.f)
	}
	if err != nil && !errors.As(err, &at) {
		err = d.fail(d.line, 1, "%w", err)
	}
	if err != nil {
		return nil, err
	}
	return text, nil
}

func (d *decoder) decode() error {
	if err := d.checkWhole(); err != nil {
		return err
	}
	if err := d.version(); err != nil {
		return err
	}
	line := string(d.peek())
	rules := slices.IndexFunc(rulesMarks[:], func(mark string) bool { return line == valueLine+mark })
	var err error
	if rules >= 0 {
		d.f.Rules = Rules(rules)
		err = d.value()
	} else {
		err = d.table()
	}
	if err != nil {
		return err
	}
	return d.checkCanonical()
}

// checkWhole checks the whole file for other line ends, merge conflicts and truncation.
func (d *decoder) checkWhole() error {
	if len(d.text) == 0 {
		return d.fail(1, 1, "the golden is empty: %s", Advice)
	}
	if d.lenient {
		d.text = bytes.TrimPrefix(bytes.ReplaceAll(d.text, []byte("\r\n"), []byte("\n")), []byte("\xef\xbb\xbf"))
		if !bytes.HasSuffix(d.text, []byte("\n")) {
			d.text = append(slices.Clip(d.text), '\n')
		}
	}
	if bytes.IndexByte(d.text, '\r') >= 0 && bytes.Count(d.text, []byte("\r\n")) == bytes.Count(d.text, []byte("\n")) {
		d.text = bytes.ReplaceAll(d.text, []byte("\r\n"), []byte("\n"))
		d.f.CRLF = true
	}
	line := 0
	for rest := d.text; len(rest) > 0; {
		line++
		text, after, whole := bytes.Cut(rest, []byte("\n"))
		switch {
		case conflictMark(text):
			const instead = "take either side, then run the test and approve its result"
			return d.fail(line, 1, "unresolved merge conflict %s: %s", message.Quote(text), instead)
		case !whole:
			return d.fail(line, len(text)+1, "the file is truncated: the last line has no line end: %s", Advice)
		}
		if at := bytes.IndexByte(text, '\r'); at >= 0 {
			return d.fail(line, at+1, "only some lines end in a carriage return: %s", Advice)
		}
		rest = after
	}
	return nil
}

func (d *decoder) version() error {
	line, _ := d.next()
	switch version, ours := strings.CutPrefix(string(line), "# assay "); {
	case string(line) == magic:
		return nil
	case ours:
		return d.fail(1, len("# assay ")+1,
			"unsupported version %q, this Assay reads version 1: use the Assay that wrote it, or record the golden "+
				"again with -update", version)
	case bytes.HasPrefix(line, []byte("\xef\xbb\xbf")):
		return d.fail(1, 1, "the file starts with a byte order mark, probably from an editor: %s", Advice)
	case modfs.IsPointer(line):
		return d.fail(1, 1, "the file is a Git LFS pointer: fetch the golden with git lfs pull")
	}
	return d.fail(1, 1, "want %q as the first line, found %s: %s", magic, message.Quote(line), Advice)
}

func (d *decoder) value() error {
	d.next()
	if d.f.Folded = string(d.peek()) == foldedLine; d.f.Folded {
		d.next()
	}
	if d.f.Rules != FirstRules {
		d.f.Unwritten = d.lines(hiddenLine)
	}
	d.f.Inputs = d.lines(inputLine)
	d.f.Value = d.text[d.at:]
	var err error
	if !d.lenient {
		err = CheckValue(d.f.Value)
	} else if v, readErr := readYAML(d.f.Value); readErr == nil {
		d.f.Value = EncodeYAML(v)
	} else {
		err = readErr
	}
	if at, ok := errors.AsType[*ParseError](err); ok {
		return d.fail(d.line+at.Line, at.Col, "%s: %s", at.Msg, Advice)
	} else if err != nil {
		return d.fail(d.line+1, 1, "%w", err)
	}
	return nil
}

// lines reads the header lines with a prefix.
func (d *decoder) lines(prefix string) (all []string) {
	for bytes.HasPrefix(d.peek(), []byte(prefix)) {
		line, _ := d.next()
		all = append(all, string(line[len(prefix):]))
	}
	return all
}

func (d *decoder) table() error {
	if err := d.order(); err != nil {
		return err
	}
	for bytes.HasPrefix(d.peek(), []byte(fieldLine)) {
		if err := d.field(); err != nil {
			return err
		}
	}
	d.f.Inputs = d.lines(inputLine)
	if err := d.digest(); err != nil {
		return err
	}
	if line := d.peek(); bytes.HasPrefix(line, []byte("# ")) {
		return d.fail(d.line+1, 1, "unexpected line %s: a golden has an order line, field lines, input lines, "+
			"then those of a digest", message.Quote(line))
	}
	if err := d.columnNames(); err != nil {
		return err
	}
	schema := arrow.NewSchema(d.fields, nil)
	if err := CheckKey(schema, d.f.Order, d.f.Key); err != nil {
		return d.fail(2, len(orderLine)+1, "%w: %s", err, Advice)
	}
	return d.rows(schema)
}

func (d *decoder) order() error {
	line, _ := d.next()
	rest, ok := bytes.CutPrefix(line, []byte(orderLine))
	if !ok {
		return d.fail(2, 1, "want %q or a line that starts with %q as the second line, found %s: %s", valueLine,
			strings.TrimSpace(orderLine), message.Quote(line), Advice)
	}
	word, rest, more := bytes.Cut(rest, []byte(" "))
	for o := Ordered; o <= Multiset; o++ {
		if o.String() == string(word) {
			d.f.Order = o
		}
	}
	if d.f.Order == Unspecified {
		return d.fail(2, len(orderLine)+1, "unknown order %s: want ordered, keyed or multiset", message.Quote(word))
	}
	for more {
		name, n, err := parseName(rest)
		if err != nil {
			return d.fail(2, len(line)-len(rest)+1, "%w", err)
		}
		d.f.Key = append(d.f.Key, name)
		rest, more = bytes.CutPrefix(rest[n:], []byte(" "))
		if !more && len(rest) > 0 {
			return d.fail(2, len(line)-len(rest)+1, "want a space between two key columns, found %s",
				message.Quote(rest))
		}
	}
	return nil
}

func (d *decoder) field() error {
	line, _ := d.next()
	rest := line[len(fieldLine):]
	name, n, err := parseName(rest)
	if err != nil {
		return d.fail(d.line, len(fieldLine)+1, "%w", err)
	}
	if n == len(rest) || rest[n] != ' ' {
		return d.fail(d.line, len(fieldLine)+n+1, "want the type of column %q after its name", name)
	}
	col := len(fieldLine) + n + 1
	text, required := bytes.CutSuffix(rest[n+1:], []byte(NotNull))
	dt, err := arrowtext.ParseType(string(text))
	if syntax, ok := errors.AsType[*arrowtext.SyntaxError](err); ok {
		return d.fail(d.line, col+syntax.Offset+1, "%s", syntax.Msg)
	}
	d.fields = append(d.fields, arrow.Field{Name: name, Type: dt, Nullable: !required})
	return nil
}

// columnNames reads the row of column names, which repeats the names of the field lines.
func (d *decoder) columnNames() error {
	line, ok := d.next()
	if !ok {
		return d.fail(d.line+1, 1, "the file is truncated: the row of column names is missing: %s", Advice)
	}
	want := []byte{}
	seen := map[string]bool{}
	for i, field := range d.fields {
		if i > 0 {
			want = append(want, ',')
		}
		want = appendText(want, field.Name)
		if seen[field.Name] {
			return d.fail(d.line, 1, "two columns have the name %q: %s", field.Name, Advice)
		}
		seen[field.Name] = true
	}
	if at := firstDifference(line, want); at >= 0 {
		return d.fail(d.line, at+1, "the column names differ from the field lines, which say %s: %s",
			message.Quote(want), Advice)
	}
	d.first = d.line + 1
	return nil
}

// checkCanonical returns an error for the first byte that Encode would write differently.
func (d *decoder) checkCanonical() error {
	if d.lenient {
		return nil
	}
	again, err := Encode(d.f)
	if err != nil {
		return err
	}
	if bytes.Equal(d.text, again) {
		return nil
	}
	at := firstDifference(d.text, again)
	start := bytes.LastIndexByte(d.text[:at], '\n') + 1
	line := bytes.Count(d.text[:start], []byte("\n")) + 1
	found, want := restOfLine(d.text[start:]), restOfLine(again[min(start, len(again)):])
	return d.fail(line, at-start+1, "found %s, want %s: %s", message.Quote(found), message.Quote(want), Advice)
}
