package table_test

import (
	"slices"
	"testing"

	"github.com/assay-go/assay/table"
)

func TestASpyRecordsCalls(t *testing.T) {
	type call struct{ ID int }
	calls := table.Spy[call](t, &lookUp, lookUp)
	for _, id := range []int{3, 1} {
		if _, err := lookUp(t.Context(), id); err == nil || err.Error() != "the real thing" {
			t.Errorf("got error %v, want that of the function that is watched", err)
		}
	}
	if got, want := calls.All(), []call{{3}, {1}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	sums := table.Spy[struct {
		Base int
		More []int
	}](t, &sumUp, func(base int, more ...int) int { return base })
	sumUp(1, 2, 3)
	if got := sums.All(); len(got) != 1 || got[0].Base != 1 || !slices.Equal(got[0].More, []int{2, 3}) {
		t.Errorf("got %v, want the variadic arguments as a slice", got)
	}
}
