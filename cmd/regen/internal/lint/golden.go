package lint

import (
	"bytes"
	"errors"
	"io"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/modfs"
)

// Above the first two sizes, hosted reviews fold the diff of a file. Above the third, goldens are not read.
const (
	foldedLines   = 400
	foldedBytes   = 20 << 10
	largestGolden = 64 << 20
)

// golden checks a golden.
func (l *linter) golden(path string) error {
	f, err := modfs.Open(path)
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
		l.report(RuleGolden, path, 1, 1,
			"%d lines: reviews fold the diff of a golden over %d lines: pin fewer rows or record a digest", lines, foldedLines)
	case len(text) > foldedBytes:
		l.report(RuleGolden, path, 1, 1,
			"%d KiB: reviews fold the diff of a golden over %d KiB: pin fewer rows or record a digest", len(text)>>10,
			foldedBytes>>10)
	}
	return nil
}
