package wordlist_test

import (
	"math/bits"
	"strings"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
	"pgregory.net/rapid"

	"github.com/assay-go/assay/gen/internal/wordlist"
)

func TestWordsAreAppendedAsTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		longest := rapid.SampledFrom([]int{0, 1, 15, 16, 31, 32, 80}).Draw(t, "longest")
		list := rapid.SliceOfN(rapid.StringN(0, -1, longest), 1, 20).Draw(t, "list")
		list = append(list, strings.Repeat("x", longest))
		l := wordlist.New(list)
		if l.Len() != len(list) || l.Longest() != longest {
			t.Fatalf("%d words, the longest of %d bytes", l.Len(), l.Longest())
		}
		keys := rapid.SliceOfN(rapid.Uint64(), 0, 50).Draw(t, "keys")
		spare := rapid.IntRange(0, 100).Draw(t, "spare")
		want, got := "kept", append(make([]byte, 0, 4+spare), "kept"...)
		var ends []int
		for _, key := range keys {
			i, _ := bits.Mul64(key, uint64(len(list)))
			got = l.Append(got, int(i))
			want += list[i]
			ends = append(ends, len(want))
		}
		if string(got) != want {
			t.Fatalf("appended one by one: %q, want %q", got, want)
		}
		buf := make([]byte, 4+len(keys)*longest+wordlist.Room)
		copy(buf, "kept")
		all := make([]int32, len(keys))
		n := l.PutAll(buf, 4, keys, all)
		if string(buf[:n]) != want {
			t.Fatalf("all at once: %q, want %q", buf[:n], want)
		}
		for k := range all {
			if int(all[k]) != ends[k] {
				t.Fatalf("word %d ends at %d, want %d", k, all[k], ends[k])
			}
		}
	})
}
