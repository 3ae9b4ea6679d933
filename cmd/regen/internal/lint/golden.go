package lint

import (
	"bytes"
	"errors"
	"io"
	"os"

	"github.com/assay-go/assay/internal/goldenfile"
)

// From these sizes on, hosted reviews fold the diff of a file. Goldens over the largest are not read.
const (
	foldedLines   = 400
	foldedBytes   = 20 << 10
	largestGolden = 64 << 20
)

// golden looks at a golden.
func (l *linter) golden(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, largestGolden))
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(text, []byte("# assay ")) {
		return nil
	}
	_, err = goldenfile.Decode(text, path)
	var wrong *goldenfile.ParseError
	switch lines := bytes.Count(text, []byte("\n")); {
	case errors.As(err, &wrong):
		l.report(RuleBroken, path, wrong.Line, wrong.Col, "%s", wrong.Msg)
	case err != nil:
		l.report(RuleBroken, path, 1, 1, "%v", err)
	case lines > foldedLines:
		l.report(RuleGolden, path, 1, 1, "the golden has %d lines: reviews fold the diff of a file over %d; pin fewer rows, or record a digest", lines, foldedLines)
	case len(text) > foldedBytes:
		l.report(RuleGolden, path, 1, 1, "the golden has %d KiB: reviews fold the diff of a file over %d KiB; pin fewer rows, or record a digest", len(text)>>10, foldedBytes>>10)
	}
	return nil
}
