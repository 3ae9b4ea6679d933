package goldenfile

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/message"
)

// digest reads the lines of a digest, if there are any. Whatever it overlooks, checkCanonical reports.
func (d *decoder) digest() error {
	if !bytes.HasPrefix(d.peek(), []byte(DigestLine)) {
		return nil
	}
	line, _ := d.next()
	text, parquet, beside := strings.Cut(string(line[len(DigestLine):]), parquetBeside)
	rules := FirstRules
	if rest, ok := strings.CutPrefix(text, digestMarks[SecondRules]); ok {
		rules, text = SecondRules, rest
	}
	if version, _, newer := strings.Cut(text, ": "); newer {
		return d.fail(d.line, len(DigestLine)+1, "unknown digest %s: use the Assay that wrote it, or record the golden "+
			"again with -update", message.Quote(version))
	}
	rows, err := wholeNumber(strings.TrimSuffix(text, " rows"))
	if err == nil && beside {
		err = checkHex(parquet, sha256.Size)
	}
	if err != nil {
		return d.fail(d.line, len(DigestLine)+1, "%w", err)
	}
	out := &Digest{Rules: rules, Rows: rows, Parquet: parquet}
	d.f.Digest = out
	for bytes.HasPrefix(d.peek(), []byte(columnLine)) {
		line, _ := d.next()
		c, err := parseDigestColumn(line[len(columnLine):], rules)
		if err != nil {
			return d.fail(d.line, len(columnLine)+1, "%w", err)
		}
		out.Columns = append(out.Columns, c)
	}
	for bytes.HasPrefix(d.peek(), []byte(blockLine)) {
		line, _ := d.next()
		b, err := parseDigestBlock(string(line[len(blockLine):]))
		if err != nil {
			return d.fail(d.line, len(blockLine)+1, "%w", err)
		}
		out.Blocks = append(out.Blocks, b)
	}
	return nil
}

func wholeNumber(text string) (int, error) {
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("want a number of rows or values, found %s", message.Quote(text))
	}
	return int(n), nil
}

// parseDigestColumn parses what follows "# column ".
func parseDigestColumn(text []byte, rules Rules) (c DigestColumn, err error) {
	_, n, err := parseName(text)
	if err != nil {
		return c, err
	}
	for rest, more := text[n:], true; more; {
		var part string
		part, rest, more = cutCell(rest)
		part = strings.TrimPrefix(part, " ")
		word, value, _ := strings.Cut(part, " ")
		switch {
		case value == "null":
			c.Nulls, err = wholeNumber(word)
		case value == "distinct":
			word, c.Estimated = strings.CutPrefix(word, estimateMark)
			c.Distinct, err = wholeNumber(word)
		case word == "sha256":
			c.Hash, err = value, checkHex(value, hashBytes[rules])
		case word == "min":
			c.Min = value
		case word == "max":
			c.Max = value
		default:
			err = fmt.Errorf("unknown statistic %s", message.Quote(part))
		}
		if err != nil {
			return c, err
		}
	}
	return c, nil
}

// cutCell cuts text at the first comma outside of a JSON string.
func cutCell(text []byte) (cell string, rest []byte, more bool) {
	for at := 0; at < len(text); at++ {
		switch text[at] {
		case ',':
			return string(text[:at]), text[at+1:], true
		case '"':
			if _, n, err := arrowtext.ParseJSONString(nil, text[at:]); err == nil {
				at += n - 1
			}
		}
	}
	return string(text), nil, false
}

// parseDigestBlock parses what follows "# block ".
func parseDigestBlock(text string) (b DigestBlock, err error) {
	rows, rest, ok := strings.Cut(text, " rows from ")
	at := strings.LastIndexByte(rest, ':')
	if !ok || at < 0 {
		return b, errors.New("want the number of rows of a block, its first row, and the hashes of its columns")
	}
	if b.Rows, err = wholeNumber(rows); err != nil {
		return b, err
	}
	b.From = rest[:at]
	b.Hashes = strings.Fields(rest[at+1:])
	for _, h := range b.Hashes {
		if err := checkHex(h, blockBytes); err != nil {
			return b, err
		}
	}
	return b, nil
}

func checkHex(text string, n int) error {
	if len(text) != 2*n || strings.Trim(text, "0123456789abcdef") != "" {
		return fmt.Errorf("want a hash of %d hexadecimal digits, found %s", 2*n, message.Quote(text))
	}
	return nil
}
