package inputlines

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/assay-go/assay/internal/arrowtext"
)

// An inputLine names the cells of a dataset that the result of a golden may depend on, and has a hash of them.
//
//	orders 312 rows: recipient_id total 9c1f0b7a52d3e846
//
// The line has the number of rows if that is fixed, the columns in alphabetical order, and eight hexadecimal digits for
// each column, all in one word.
type inputLine struct {
	dataset string
	rows    int // -1 if the number is not fixed
	columns []string
	sums    []string // of the columns
}

// String returns the line, or "" if nothing is fixed.
func (l inputLine) String() string {
	if l.rows < 0 && len(l.columns) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(word(l.dataset))
	if l.rows >= 0 {
		fmt.Fprintf(&b, " %d rows", l.rows)
	}
	if len(l.columns) == 0 {
		return b.String()
	}
	b.WriteByte(':')
	for _, c := range l.columns {
		b.WriteString(" " + word(c))
	}
	b.WriteString(" " + strings.Join(l.sums, ""))
	return b.String()
}

// word returns a name as one word of a line, quoted if need be.
func word(name string) string {
	odd := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_.-", r)
	}
	if name == "" || strings.ContainsFunc(name, odd) {
		return string(arrowtext.AppendJSON(nil, name))
	}
	return name
}

// parseLine parses a line. It accepts only what String writes.
func parseLine(line string) (l inputLine, ok bool) {
	l.rows = -1
	head, rest, _ := cutWord(line)
	l.dataset = head
	if count, tail, ok := strings.Cut(rest, " rows"); ok && (tail == "" || tail[0] == ':') {
		n, err := strconv.Atoi(strings.TrimPrefix(count, " "))
		if err != nil {
			return l, false
		}
		l.rows, rest = n, tail
	}
	rest, _ = strings.CutPrefix(rest, ":")
	for rest != "" {
		var w string
		if w, rest, ok = cutWord(strings.TrimPrefix(rest, " ")); !ok {
			return l, false
		}
		l.columns = append(l.columns, w)
	}
	if n := len(l.columns) - 1; n >= 0 {
		sums := l.columns[n]
		l.columns = l.columns[:n]
		if len(sums) != n*2*sumSize {
			return l, false
		}
		for i := range n {
			l.sums = append(l.sums, sums[i*2*sumSize:(i+1)*2*sumSize])
		}
	}
	return l, line != "" && l.String() == line
}

// cutWord cuts a name that word wrote off the start of s.
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

func parseLines(lines []string) ([]inputLine, bool) {
	var out []inputLine
	for _, line := range lines {
		l, ok := parseLine(line)
		if !ok {
			return nil, false
		}
		out = append(out, l)
	}
	return out, true
}

func find(lines []inputLine, dataset string) (inputLine, bool) {
	for _, l := range lines {
		if l.dataset == dataset {
			return l, true
		}
	}
	return inputLine{}, false
}
