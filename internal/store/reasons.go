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

// The reasons of approvals are in a file beside their golden, one per line, the last one at the end. In a pull request,
// each is an added line next to the changed golden. Time and author are in git.

// ReasonsSuffix is the suffix of the file with the reasons for a golden, instead of ".golden".
const ReasonsSuffix = ".reasons"

const (
	longestReason  = 500     // characters
	longestReasons = 1 << 20 // bytes
)

func besideReasons(golden string) string { return strings.TrimSuffix(golden, Suffix) + ReasonsSuffix }

// CheckReason returns an error unless the reason is one line of readable text.
func CheckReason(reason string) error {
	switch n := utf8.RuneCountInString(reason); {
	case !utf8.ValidString(reason) || strings.ContainsFunc(reason, arrowtext.Invisible):
		return errors.New("a reason is one line of text: this one has line ends or invisible characters")
	case n > longestReason:
		return fmt.Errorf("the reason has %d characters: want at most %d", n, longestReason)
	}
	return nil
}

// keepReason appends a reason, unless it is "", to the reasons of p's golden. A renamed golden keeps its reasons.
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

// reasons returns the reasons of a golden, or nil if it has none.
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

// writeReasons replaces the reasons of a golden, nil to remove them. The caller holds the lock of the golden.
func (s *Store) writeReasons(golden string, text []byte) error {
	if text == nil {
		return modfs.IgnoreMissing(s.Module.Remove(besideReasons(golden)))
	}
	w, err := s.writer()
	if err != nil {
		return err
	}
	return w.Replace(besideReasons(golden), text)
}

// NewReasons returns the reasons that a new version of the file has and the old one lacks, or has fewer times, as
// visible text.
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
