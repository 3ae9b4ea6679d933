package tablediff

import (
	"bufio"
	"bytes"
	"fmt"
	"hash/maphash"
	"io"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/parallel"
	"github.com/assay-go/assay/internal/term"
)

// Unified writes how the text of a golden changed as a unified diff, which patch and git apply take. A nil side stands for a file
// that is not there. It is for tools that read such diffs: a [Report] is for people.
func Unified(w io.Writer, name string, old, new []byte) error {
	if bytes.Equal(old, new) {
		return nil
	}
	u := &unified{Writer: bufio.NewWriter(w), old: lines(old), new: lines(new)}
	from, to := "a/"+name, "b/"+name
	if old == nil {
		from = "/dev/null"
	}
	if new == nil {
		to = "/dev/null"
	}
	fmt.Fprintf(u, "--- %s\n+++ %s\n", term.Visible(from), term.Visible(to))
	u.hunks()
	return u.Flush()
}

func lines(text []byte) [][]byte {
	out := bytes.SplitAfter(text, []byte("\n"))
	if len(out[len(out)-1]) == 0 {
		out = out[:len(out)-1]
	}
	return out
}

// A unified writes the hunks of a diff.
type unified struct {
	*bufio.Writer
	old, new [][]byte
}

// around is how many unchanged lines stand around changed ones.
const around = 3

// hunks writes the runs of lines that changed, those that are near each other together.
func (u *unified) hunks() {
	partner := make([]int, len(u.old))
	for i := range partner {
		partner[i] = -1
	}
	for _, p := range alignHashes(hashLines(u.old), hashLines(u.new)) {
		partner[p[0]] = int(p[1])
	}
	i, j := 0, 0
	for i < len(u.old) || j < len(u.new) {
		if i < len(u.old) && partner[i] == j {
			i, j = i+1, j+1
			continue
		}
		oldFrom, newFrom := max(i-around, 0), max(j-around, 0)
		back := min(i-oldFrom, j-newFrom)
		oldFrom, newFrom = i-back, j-back
		same := 0
		for (i < len(u.old) || j < len(u.new)) && same <= 2*around {
			switch {
			case i < len(u.old) && partner[i] == j:
				i, j, same = i+1, j+1, same+1
			case i < len(u.old) && partner[i] < 0:
				i, same = i+1, 0
			default:
				j, same = j+1, 0
			}
		}
		cut := max(same-around, 0)
		i, j = i-cut, j-cut
		u.hunk(partner, parallel.Span{Lo: oldFrom, Hi: i}, parallel.Span{Lo: newFrom, Hi: j})
	}
}

func (u *unified) hunk(partner []int, old, new parallel.Span) {
	fmt.Fprintf(u, "@@ -%s +%s @@\n", hunkLines(old), hunkLines(new))
	for i, j := old.Lo, new.Lo; i < old.Hi || j < new.Hi; {
		switch {
		case i < old.Hi && partner[i] == j:
			u.line(' ', u.old[i])
			i, j = i+1, j+1
		case i < old.Hi && partner[i] < 0:
			u.line('-', u.old[i])
			i++
		default:
			u.line('+', u.new[j])
			j++
		}
	}
}

// hunkLines writes a span as a hunk's header does: the first line and how many.
func hunkLines(s parallel.Span) string {
	if s.Lo == s.Hi {
		return fmt.Sprintf("%d,0", s.Lo)
	}
	return fmt.Sprintf("%d,%d", s.Lo+1, s.Hi-s.Lo)
}

func (u *unified) line(mark byte, text []byte) {
	_ = u.WriteByte(mark)
	_, _ = u.Write(text)
	if !bytes.HasSuffix(text, []byte("\n")) {
		_, _ = u.WriteString("\n\\ No newline at end of file\n")
	}
}

func hashLines(lines [][]byte) []uint64 {
	out := make([]uint64, len(lines))
	for i, line := range lines {
		out[i] = maphash.Bytes(cells.HashSeed, line)
	}
	return out
}
