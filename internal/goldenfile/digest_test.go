package goldenfile

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/arrowtest"

	_ "github.com/assay-go/assay/internal/parquetfile" // links Parquet
)

func mustDigest(t testing.TB, f *File, rules Rules) *File {
	t.Helper()
	d, err := ToDigest(f, rules, "")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const smallDigest = `# assay 1
# order keyed id
# field id int64 not null
# field "full name" utf8
# digest 11 rows, parquet sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
# column id 0 null, 11 distinct, sha256 0011223344556677, min 1, max 11
# column "full name" 10 null, 1 distinct, sha256 8899aabbccddeeff, min "a, b", max "a, b"
# block 4 rows from 1: 00112233 44556677
# block 7 rows from 5: 8899aabb ccddeeff
id,full name
1,null
2,null
3,null
4,null
5,null
7,null
8,null
9,null
10,null
11,null
`

func TestADigestIsReadAndWrittenBackByteForByte(t *testing.T) {
	for name, text := range map[string]string{
		"a keyed table": smallDigest,
		"no rows": "# assay 1\n# order ordered\n# field a utf8\n# digest 0 rows\n# column a 0 null, 0 " +
			"distinct, sha256 e3b0c44298fc1c14\na\n",
		"the second rules": "# assay 1\n# order ordered\n# field a utf8\n# digest 2: 1000000 rows\n# column a 0 null, " +
			"~997000 distinct, sha256 00112233445566778899aabbccddeeff\n# block 1000000 rows from 0: 00112233\na\n" +
			strings.Repeat("x\n", 10),
		"no columns": "# assay 1\n# order ordered\n# digest 1 rows\n# block 1 rows from 0:\n\n\n",
	} {
		f, err := Decode([]byte(text), "x.golden")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if again, err := Encode(f); err != nil || string(again) != text {
			t.Errorf("%s: written back as\n%s\n%v", name, again, err)
		}
	}
}

func TestADigestThatAssayWouldNotWriteIsRefusedByPlace(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"no number": {
			"11 rows,", "eleven rows,",
			`x.golden:5:10: want a number of rows or values, found "eleven"`,
		},
		"a newer digest": {
			"11 rows,", "3: 11 rows,",
			`x.golden:5:10: unknown digest "3": use the Assay that wrote it, or record the golden again with -update`,
		},
		"a hash of other rules": {
			"11 rows,", "2: 11 rows,",
			"x.golden:6:10: want a hash of 32 hexadecimal digits",
		},
		"an estimate by halves": {"11 distinct", "~~11 distinct", "x.golden:6:10: want a number of rows or values"},
		"too many rows":         {"11 rows,", "99999999999 rows,", "x.golden:5:10: want a number of rows"},
		"other words":           {"11 rows, parquet", "11 rows, beside", "x.golden:5:10: want a number of rows"},
		"a file's hash cut":     {"b855\n", "b8\n", "x.golden:5:10: want a hash of 64 hexadecimal digits"},
		"a hash cut short": {
			"0011223344556677", "00112233",
			"x.golden:6:10: want a hash of 16 hexadecimal digits",
		},
		"an unknown figure": {"max 11", "mean 6", `x.golden:6:10: unknown statistic "mean 6"`},
		"another column":    {"# column id", "# column ident", `x.golden:6:12: found "# column ident 0 null`},
		"a column too few": {
			"# column id 0 null, 11 distinct, sha256 0011223344556677, min 1, max 11\n", "",
			"the digest has 1 column, the table 2",
		},
		"figures out of order": {"min 1, max 11", "max 11, min 1", `x.golden:6:60: found`},
		"a block without place": {
			"# block 4 rows from 1:", "# block 4 rows:",
			"x.golden:8:9: want the number of rows of a block",
		},
		"a block hash too long": {"44556677\n", "4455667788\n", "x.golden:8:9: want a hash of 8 hexadecimal digits"},
		"a hash too few":        {"00112233 44556677\n", "00112233\n", "block 1 has 1 hash, want 2"},
		"a row too many":        {"# block 4", "# block 5", "the blocks add up to 12 rows, want 11"},
		"a row missing":         {"5,null\n", "", "a digest of 11 rows has the first and the last 5, not 9 rows"},
		"rows out of order":     {"5,null\n7,null", "7,null\n5,null", "x.golden:16:1: the row is out of order (keyed)"},
	} {
		text := strings.Replace(smallDigest, c.old, c.new, 1)
		if text == smallDigest {
			t.Errorf("%s: %q is not in the golden", name, c.old)
		}
		_, err := Decode([]byte(text), "x.golden")
		var at *ParseError
		if !errors.As(err, &at) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s:\ngot  %v\nwant %s", name, err, c.want)
		}
	}
}

func TestTheFirstRulesHashTheTextOfATable(t *testing.T) {
	f := &File{Key: []string{"id"}, Table: arrowtest.Numbered(3000, nil)}
	text, err := Encode(f)
	if err != nil {
		t.Fatal(err)
	}
	_, rows, _ := strings.Cut(string(text), "id,name,lift\n")
	d := mustDigest(t, f, FirstRules).Digest
	from := 0
	for _, b := range d.Blocks {
		if b.From != fmt.Sprint(from) {
			t.Errorf("a block starts at %s, not at %d", b.From, from)
		}
		for c := range d.Columns {
			if got := hashOfCells(rows, c, from, from+b.Rows)[:8]; got != b.Hashes[c] {
				t.Errorf("block from %d, column %d: got %s, want %s", from, c, b.Hashes[c], got)
			}
		}
		from += b.Rows
	}
	if len(d.Blocks) < 5 || len(d.Blocks) > 25 || from != 3000 {
		t.Errorf("%d rows are in %d blocks", from, len(d.Blocks))
	}
	for c, want := range []DigestColumn{
		{Distinct: 3000, Min: "0", Max: "2999"}, {Distinct: 40, Min: "user 0", Max: "user 9"}, {
			Distinct: 100,
			Min:      "0", Max: "12.375",
		},
	} {
		want.Hash = hashOfCells(rows, c, 0, 3000)[:16]
		if d.Columns[c] != want {
			t.Errorf("column %d: got %+v, want %+v", c, d.Columns[c], want)
		}
	}
}

// hashOfCells returns what "cut -d, -f$column | sha256sum" prints for some rows.
func hashOfCells(rows string, column, from, to int) string {
	h := sha256.New()
	for _, line := range strings.Split(rows, "\n")[from:to] {
		fmt.Fprintln(h, strings.Split(line, ",")[column])
	}
	return hex.EncodeToString(h.Sum(nil))
}
