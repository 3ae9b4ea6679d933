package synctestid

import (
	"testing"
	"testing/synctest"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

func TestEachBubbleHasItsMark(t *testing.T) {
	if mark := Current(); mark != "" {
		t.Errorf("outside of all bubbles there is %q", mark)
	}
	seen := map[string]bool{}
	for range 2 {
		synctest.Test(t, func(t *testing.T) {
			mark, within := Current(), make(chan string, 1)
			go func() { within <- Current() }()
			if mark == "" || seen[mark] || mark != <-within {
				t.Errorf("got %q, after %v", mark, seen)
			}
			seen[mark] = true
		})
	}
}
