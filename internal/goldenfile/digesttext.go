package goldenfile

import (
	"fmt"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/message"
)

// The lines of a digest.
const (
	DigestLine    = "# digest "
	columnLine    = "# column "
	blockLine     = "# block "
	parquetBeside = ", parquet sha256 "
	estimateMark  = "~"
)

// digestMarks follow "# digest ".
var digestMarks = [...]string{FirstRules: "", SecondRules: "2: "}

// check returns an error if the digest does not fit the schema, or the number of its sample rows.
func (d *Digest) check(schema *arrow.Schema, sample int) error {
	if len(d.Columns) != schema.NumFields() {
		return fmt.Errorf("the digest has %s, the table %d", message.Count(len(d.Columns), "column"),
			schema.NumFields())
	}
	rows := 0
	for _, b := range d.Blocks {
		if len(b.Hashes) != len(d.Columns) {
			return fmt.Errorf("block %s has %s, want %d", b.From, message.Count(len(b.Hashes), "hash"), len(d.Columns))
		}
		rows += b.Rows
	}
	switch {
	case rows != d.Rows:
		return fmt.Errorf("the blocks add up to %s, want %d", message.Count(rows, "row"), d.Rows)
	case sample != min(d.Rows, 2*SampleRows):
		return fmt.Errorf("a digest of %s has the first and the last %d, not %s", message.Count(d.Rows, "row"),
			SampleRows, message.Count(sample, "row"))
	}
	return nil
}

// appendDigest appends the lines of a digest.
func appendDigest(dst []byte, d *Digest, schema *arrow.Schema) []byte {
	dst = append(append(dst, DigestLine...), digestMarks[d.Rules]...)
	dst = strconv.AppendInt(dst, int64(d.Rows), 10)
	dst = append(dst, " rows"...)
	if d.Parquet != "" {
		dst = append(append(dst, parquetBeside...), d.Parquet...)
	}
	dst = append(dst, '\n')
	for i, c := range d.Columns {
		dst = appendName(append(dst, columnLine...), schema.Field(i).Name)
		dst = fmt.Appendf(dst, " %d null, %s distinct, sha256 %s", c.Nulls, c.DistinctText(), c.Hash)
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
