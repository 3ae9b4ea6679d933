package memtrack

import (
	"context"
	"regexp"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/compute"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

func TestUnreleasedMemoryIsListedByDatasetAndPlace(t *testing.T) {
	tracker := New()
	tracker.DatasetAllocator("visits").Allocate(100)
	orders := tracker.DatasetAllocator("orders")
	orders.Free(orders.Reallocate(64, orders.Allocate(32)))
	if tracker.Used() {
		t.Error("the transform has used its allocator, though it has not allocated")
	}
	mem := compute.GetAllocator(tracker.WithAllocator(context.Background()))
	for range 2 {
		mem.Allocate(8)
	}
	want := `^100 bytes of its input visits\n  16 bytes allocated at memtrack_test.go:22 \(memtrack.TestUnreleased\w+\)$`
	if got := tracker.Unreleased(); !tracker.Used() || !regexp.MustCompile(want).MatchString(got) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestReleasedMemoryIsNotListed(t *testing.T) {
	tracker := New()
	mem := compute.GetAllocator(tracker.WithAllocator(context.Background()))
	mem.Free(mem.Reallocate(1000, mem.Allocate(10)))
	if got := tracker.Unreleased(); got != "" {
		t.Errorf("got %q, want nothing", got)
	}
}
