package table

import (
	"slices"
	"testing"
)

func TestAUseNamesAColumnOrAllColumnsOfADataset(t *testing.T) {
	g := &columnGraph{ids: []string{"orders.id", "orders.home.zip", "orders_old.id"}}
	for use, want := range map[string][]string{
		"orders":        {"orders.id", "orders.home.zip"},
		"orders.*":      {"orders.id", "orders.home.zip"},
		"orders.home.*": {"orders.home.zip"},
		"orders.id":     {"orders.id"},
		"items.*":       nil,
	} {
		if got := g.expand(use); !slices.Equal(got, want) {
			t.Errorf("%s names %q, want %q", use, got, want)
		}
	}
}
