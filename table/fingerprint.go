package table

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/assay-go/assay/internal/arrowtext"
)

// A fingerprint is an input line of a golden: which cells of a dataset its result may depend on, and a hash of them.
//
//	orders 312 rows: recipient_id total 9c1f0b7a52d3e846
//
// The line has the number of rows where that is fixed, the columns in alphabetical order, and eight hexadecimal digits
// for each, all in one word.
type fingerprint struct {
	dataset string
	rows    int // -1 where it is not fixed
	columns []string
	sums    []string // of the columns
}

// sumSize is the size of a column's hash, in bytes.
const sumSize = 4

// String writes the line, "" where nothing is fixed.
func (f fingerprint) String() string {
	if f.rows < 0 && len(f.columns) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(word(f.dataset))
	if f.rows >= 0 {
		fmt.Fprintf(&b, " %d rows", f.rows)
	}
	if len(f.columns) == 0 {
		return b.String()
	}
	b.WriteByte(':')
	for _, c := range f.columns {
		b.WriteString(" " + word(c))
	}
	b.WriteString(" " + strings.Join(f.sums, ""))
	return b.String()
}

// word writes a name so that it is one word of a line.
func word(name string) string {
	odd := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_.-", r)
	}
	if name == "" || strings.ContainsFunc(name, odd) {
		return string(arrowtext.AppendJSON(nil, name))
	}
	return name
}

// parseFingerprint reads a line back. One that String did not write is not ok.
func parseFingerprint(line string) (f fingerprint, ok bool) {
	f.rows = -1
	head, rest, _ := cutWord(line)
	f.dataset = head
	if count, tail, ok := strings.Cut(rest, " rows"); ok && (tail == "" || tail[0] == ':') {
		n, err := strconv.Atoi(strings.TrimPrefix(count, " "))
		if err != nil {
			return f, false
		}
		f.rows, rest = n, tail
	}
	rest, _ = strings.CutPrefix(rest, ":")
	for rest != "" {
		var w string
		if w, rest, ok = cutWord(strings.TrimPrefix(rest, " ")); !ok {
			return f, false
		}
		f.columns = append(f.columns, w)
	}
	if n := len(f.columns) - 1; n >= 0 {
		sums := f.columns[n]
		f.columns = f.columns[:n]
		if len(sums) != n*2*sumSize {
			return f, false
		}
		for i := range n {
			f.sums = append(f.sums, sums[i*2*sumSize:(i+1)*2*sumSize])
		}
	}
	return f, line != "" && f.String() == line
}

// cutWord takes a name that word wrote off the front of a line.
func cutWord(s string) (name, rest string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		end := strings.IndexAny(s, " :")
		if end < 0 {
			end = len(s)
		}
		return s[:end], s[end:], end > 0
	}
	d := json.NewDecoder(strings.NewReader(s))
	if err := d.Decode(&name); err != nil {
		return "", "", false
	}
	return name, s[d.InputOffset():], true
}

// A columnSum hashes the cells of a column that are fixed: their rows, their text, and the column's type. It is the same
// on every machine, and for as long as the text of cells is.
type columnSum struct {
	fixed []bool
	rows  int // that have been added
	hash  hash.Hash
}

// add adds the rows that come next, of the arrays on the way to the column.
func (s *columnSum) add(way []arrow.Array) error {
	leaf := way[len(way)-1]
	format, err := arrowtext.NewFormatter(leaf)
	if err != nil {
		return err
	}
	line := make([]byte, 0, min(32*leaf.Len(), 1<<14)+64)
	if s.hash == nil {
		typ, err := arrowtext.TypeString(leaf.DataType())
		if err != nil {
			return err
		}
		s.hash = sha256.New()
		line = append(append(line, typ...), '\n')
	}
	var nulls []func(int) bool
	for _, a := range way {
		nulls = append(nulls, arrowtext.Nulls(a))
	}
	for row := range leaf.Len() {
		if !s.fixed[s.rows+row] {
			continue
		}
		line = append(strconv.AppendInt(line, int64(s.rows+row), 10), ' ')
		if slices.ContainsFunc(nulls, func(null func(int) bool) bool { return null(row) }) {
			line = append(line, "null\n"...)
		} else {
			at := len(line)
			line = format(line, row)
			line = append(strconv.AppendInt(append(line, ' '), int64(len(line)-at), 10), '\n')
		}
		if len(line) > 1<<14 {
			s.hash.Write(line)
			line = line[:0]
		}
	}
	s.rows += leaf.Len()
	s.hash.Write(line)
	return nil
}

func (s *columnSum) text() string { return hex.EncodeToString(s.hash.Sum(nil)[:sumSize]) }

// walk returns the arrays on the way to a column's path: the structs that it is in, outermost first, and itself.
func walk(rec arrow.Record, path string) ([]arrow.Array, error) {
	names := strings.Split(path, ".")
	for i := range names { // the name of a column may have dots of its own
		top := strings.Join(names[:i+1], ".")
		at := rec.Schema().FieldIndices(top)
		if len(at) == 0 {
			continue
		}
		column := []arrow.Array{rec.Column(at[0])}
		for _, name := range names[i+1:] {
			s, ok := column[len(column)-1].(*array.Struct)
			if !ok {
				return nil, fmt.Errorf("%s is no field of a struct", path)
			}
			j, ok := s.DataType().(*arrow.StructType).FieldIdx(name)
			if !ok {
				return nil, fmt.Errorf("no field %s", path)
			}
			column = append(column, s.Field(j))
		}
		return column, nil
	}
	return nil, fmt.Errorf("no column %s", path)
}

// explain lists what differs between the input lines of a golden and those of a new result. The function where gives
// the place of a column, or of a dataset for the column "", and "" where it is not there any more.
func explain(old, now []string, where func(dataset, column string) string) string {
	before, ok := parseFingerprints(old)
	after, _ := parseFingerprints(now)
	if !ok {
		return "the golden has input lines that this version of the harness does not know"
	}
	var changes []string
	say := func(dataset, column, format string, args ...any) {
		what := dataset
		if column != "" {
			what += "." + column
		}
		if place := where(dataset, column); place != "" {
			what += " (" + place + ")"
		}
		changes = append(changes, what+fmt.Sprintf(format, args...))
	}
	datasets := make(map[string]bool)
	for _, f := range slices.Concat(before, after) {
		if datasets[f.dataset] {
			continue
		}
		datasets[f.dataset] = true
		b, hadIt := find(before, f.dataset)
		a, hasIt := find(after, f.dataset)
		switch {
		case !hasIt && where(f.dataset, "") == "":
			say(f.dataset, "", " is gone")
		case !hasIt:
			say(f.dataset, "", " is no longer read, or nothing of it is fixed")
		case !hadIt:
			say(f.dataset, "", " is new")
		default:
			explainDataset(b, a, where, say)
		}
	}
	const most = 5
	if more := len(changes) - most; more > 0 {
		changes = append(changes[:most], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(changes, ", ")
}

func explainDataset(b, a fingerprint, where func(string, string) string, say func(ds, col, format string, args ...any)) {
	switch {
	case b.rows == a.rows:
	case b.rows < 0:
		say(a.dataset, "", " now always has %d rows", a.rows)
	case a.rows < 0:
		say(a.dataset, "", " no longer has a fixed number of rows")
	default:
		say(a.dataset, "", " has %d rows instead of %d", a.rows, b.rows)
	}
	for i, c := range b.columns {
		j := slices.Index(a.columns, c)
		switch {
		case j >= 0 && a.sums[j] != b.sums[i]:
			say(a.dataset, c, "")
		case j < 0 && where(a.dataset, c) == "":
			say(a.dataset, c, " is gone")
		case j < 0:
			say(a.dataset, c, " is no longer read, or no longer fixed")
		}
	}
	for _, c := range a.columns {
		if !slices.Contains(b.columns, c) {
			say(a.dataset, c, " is newly read, or newly fixed")
		}
	}
}

func find(fs []fingerprint, dataset string) (fingerprint, bool) {
	for _, f := range fs {
		if f.dataset == dataset {
			return f, true
		}
	}
	return fingerprint{}, false
}

func parseFingerprints(lines []string) ([]fingerprint, bool) {
	var out []fingerprint
	for _, line := range lines {
		f, ok := parseFingerprint(line)
		if !ok {
			return nil, false
		}
		out = append(out, f)
	}
	return out, true
}
