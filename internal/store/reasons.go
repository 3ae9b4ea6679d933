package store

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/modfs"
	"github.com/assay-go/assay/internal/term"
)

// The reasons why results were approved stand beside their golden, the last one at the end, a line each: in a pull request
// each is a line that is added next to the golden that changed. They hold no time and no name, which git has.

// ReasonsSuffix ends the name of the file with the reasons of a golden, in the place of ".golden".
const ReasonsSuffix = ".reasons"

const (
	longestReason  = 500     // characters
	longestReasons = 1 << 20 // bytes of a file of them
)

func besideReasons(golden string) string { return strings.TrimSuffix(golden, Suffix) + ReasonsSuffix }

// CheckReason returns an error for a reason that is no line of readable text.
func CheckReason(reason string) error {
	switch n := utf8.RuneCountInString(reason); {
	case !utf8.ValidString(reason) || strings.ContainsFunc(reason, arrowtext.Invisible):
		return errors.New("a reason is a line of text: this one holds line ends, or characters that cannot be seen")
	case n > longestReason:
		return fmt.Errorf("a reason has at most %d characters: this one has %d", longestReason, n)
	}
	return nil
}

// keepReason adds a reason, "" for none, to those of p's golden. A golden that was renamed brings its own along.
func (s *Store) keepReason(p Pending, reason string) error {
	kept, err := s.reasons(p.Golden)
	if err == nil && kept == nil && p.RenameOf != "" {
		kept, err = s.reasons(p.RenameOf)
	}
	if reason != "" {
		kept = append(kept, reason+"\n"...)
	}
	if err != nil || kept == nil {
		return err
	}
	return s.writeReasons(p.Golden, kept)
}

// reasons returns the reasons of a golden, nil where there are none.
func (s *Store) reasons(golden string) ([]byte, error) {
	if !isGolden(golden) {
		return nil, nil
	}
	text, err := modfs.ReadFile(s.Module, besideReasons(golden), longestReasons)
	if n := len(text); n > 0 && text[n-1] != '\n' {
		text = append(text, '\n')
	}
	return text, modfs.IgnoreMissing(err)
}

// writeReasons replaces the reasons of a golden, whose writers are locked out; nil removes them.
func (s *Store) writeReasons(golden string, text []byte) error {
	if text == nil {
		return modfs.IgnoreMissing(s.Module.Remove(besideReasons(golden)))
	}
	return s.writer().Replace(besideReasons(golden), text)
}

// NewReasons returns the reasons that were given since a version of the file of them, one a line, as visible text: those
// lines of the new version that the old one has not, or has less often.
func NewReasons(old, new []byte) []string {
	was := map[string]int{}
	for line := range strings.Lines(string(old)) {
		was[strings.TrimSpace(line)]++
	}
	var reasons []string
	for line := range strings.Lines(string(new)) {
		line = strings.TrimSpace(line)
		if was[line]--; was[line] < 0 && line != "" {
			reasons = append(reasons, term.Shorten(term.Visible(line), longestReason))
		}
	}
	return reasons
}
