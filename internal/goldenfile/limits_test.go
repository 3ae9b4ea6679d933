package goldenfile

import (
	"strings"
	"testing"
)

func TestAResultThatNobodyWouldReviewIsRefused(t *testing.T) {
	f, err := Decode([]byte("# assay 1\n# order ordered\n# field a int8\na\n1\n2\n3\n"), "x.golden")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		maxRows, maxBytes int
		want              string
	}{
		{0, 0, ""},
		{2, 0, "the result has 3 rows, more than the limit of 2"},
		{-1, 10, "the result takes 12 bytes, more than the limit of 10"},
		{-1, -1, ""},
	} {
		err := CheckSize(f, []byte("twelve bytes"), c.maxRows, c.maxBytes)
		if (err == nil) != (c.want == "") || err != nil && !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%+v: got %v, want %q", c, err, c.want)
		}
	}
}
