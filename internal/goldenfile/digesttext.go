package goldenfile

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/message"
)

// The lines of a digest.
const (
	DigestLine    = "# digest "
	columnLine    = "# column "
	blockLine     = "# block "
	parquetBeside = ", parquet sha256 "
)

// check returns an error for a digest that is not one of a table with this schema, whose first and last rows are as
// many as sample says.
func (d *Digest) check(schema *arrow.Schema, sample int) error {
	if len(d.Columns) != schema.NumFields() {
		return fmt.Errorf("the digest has %s, the table %d", message.Count(len(d.Columns), "column"), schema.NumFields())
	}
	rows := 0
	for _, b := range d.Blocks {
		if len(b.Hashes) != len(d.Columns) {
			return fmt.Errorf("the block from %s has %s of %s", b.From, message.Count(len(b.Hashes), "hash"), message.Count(len(d.Columns), "column"))
		}
		rows += b.Rows
	}
	switch {
	case rows != d.Rows:
		return fmt.Errorf("the blocks of a digest of %s have %d", message.Count(d.Rows, "row"), rows)
	case sample != min(d.Rows, 2*SampleRows):
		return fmt.Errorf("a digest of %s holds the first and the last %d, not %s", message.Count(d.Rows, "row"), SampleRows, message.Count(sample, "row"))
	}
	return nil
}

// appendDigest appends the lines of a digest.
func appendDigest(dst []byte, d *Digest, schema *arrow.Schema) []byte {
	dst = strconv.AppendInt(append(dst, DigestLine...), int64(d.Rows), 10)
	dst = append(dst, " rows"...)
	if d.Parquet != "" {
		dst = append(append(dst, parquetBeside...), d.Parquet...)
	}
	dst = append(dst, '\n')
	for i, c := range d.Columns {
		dst = appendName(append(dst, columnLine...), schema.Field(i).Name)
		dst = fmt.Appendf(dst, " %d null, %d distinct, sha256 %s", c.Nulls, c.Distinct, c.Hash)
		if c.Min != "" {
			dst = append(append(append(append(dst, ", min "...), c.Min...), ", max "...), c.Max...)
		}
		dst = append(dst, '\n')
	}
	for _, b := range d.Blocks {
		dst = fmt.Appendf(dst, "%s%d rows from %s:", blockLine, b.Rows, b.From)
		for _, h := range b.Hashes {
			dst = append(append(dst, ' '), h...)
		}
		dst = append(dst, '\n')
	}
	return dst
}

// digest reads the lines of a digest, where there is one. What it overlooks does not come back as it is, which is an error too.
func (d *decoder) digest() error {
	if !bytes.HasPrefix(d.peek(), []byte(DigestLine)) {
		return nil
	}
	line, _ := d.next()
	text, parquet, beside := strings.Cut(string(line[len(DigestLine):]), parquetBeside)
	rows, err := wholeNumber(strings.TrimSuffix(text, " rows"))
	if err == nil && beside {
		err = checkHex(parquet, sha256.Size)
	}
	if err != nil {
		return d.fail(d.line, len(DigestLine)+1, "%v", err)
	}
	out := &Digest{Rows: rows, Parquet: parquet}
	d.f.Digest = out
	for bytes.HasPrefix(d.peek(), []byte(columnLine)) {
		line, _ := d.next()
		c, err := parseDigestColumn(line[len(columnLine):])
		if err != nil {
			return d.fail(d.line, len(columnLine)+1, "%v", err)
		}
		out.Columns = append(out.Columns, c)
	}
	for bytes.HasPrefix(d.peek(), []byte(blockLine)) {
		line, _ := d.next()
		b, err := parseDigestBlock(string(line[len(blockLine):]))
		if err != nil {
			return d.fail(d.line, len(blockLine)+1, "%v", err)
		}
		out.Blocks = append(out.Blocks, b)
	}
	return nil
}

func wholeNumber(text string) (int, error) {
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("a number of rows or values is needed, found %s", message.Quote(text))
	}
	return int(n), nil
}

// parseDigestColumn reads what follows "# column ".
func parseDigestColumn(text []byte) (c DigestColumn, err error) {
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
			c.Distinct, err = wholeNumber(word)
		case word == "sha256":
			c.Hash, err = value, checkHex(value, hashBytes)
		case word == "min":
			c.Min = value
		case word == "max":
			c.Max = value
		default:
			err = fmt.Errorf("a digest knows nothing of the kind %s", message.Quote(part))
		}
		if err != nil {
			return c, err
		}
	}
	return c, nil
}

// cutCell cuts text at the first comma that is not within a JSON string.
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

// parseDigestBlock reads what follows "# block ".
func parseDigestBlock(text string) (b DigestBlock, err error) {
	rows, rest, ok := strings.Cut(text, " rows from ")
	at := strings.LastIndexByte(rest, ':')
	if !ok || at < 0 {
		return b, errors.New("a block is its number of rows, its first row and the hashes of its columns")
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
		return fmt.Errorf("a hash of %d hexadecimal digits is needed, found %s", 2*n, message.Quote(text))
	}
	return nil
}
