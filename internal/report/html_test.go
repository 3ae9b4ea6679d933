package report

import (
	"errors"
	"strings"
	"testing"
)

func TestAPageEscapesWhatItShows(t *testing.T) {
	const hostile = `<b title='x' name="y">&`
	r := &Report{
		Name: hostile, Order: "ordered",
		Columns: []Column{{Name: hostile, Cells: 1}},
		Changes: []Change{{Kind: Changed, Cells: []Cell{{Column: hostile, Old: hostile, New: hostile + "\x00"}}}},
		Values:  []ValueChange{{Kind: Added, Path: hostile, New: hostile}},
	}
	for _, reports := range [][]*Report{{r}, {r, r}} {
		var page strings.Builder
		if err := WriteHTML(&page, reports...); err != nil {
			t.Fatal(err)
		}
		_, body, _ := strings.Cut(page.String(), "</style>")
		if strings.Contains(body, "<b ") || strings.Contains(body, "\x00") || strings.Contains(page.String(), "<title><") {
			t.Errorf("the page has markup that it shows:\n%s", body)
		}
		if escaped := "&lt;b title=&#39;x&#39; name=&#34;y&#34;&gt;&amp;"; strings.Count(body, escaped) < 5*len(reports) {
			t.Errorf("the page does not show %s everywhere:\n%s", hostile, body)
		}
	}
}

func TestAPageOfNothing(t *testing.T) {
	var page strings.Builder
	if err := WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(page.String(), "<h1>0 goldens differ</h1>") {
		t.Errorf("got %s", page.String())
	}
}

// failing fails after some writes.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFull }

const errFull = full("the disk is full")

type full string

func (f full) Error() string { return string(f) }

func TestAPageThatCannotBeWrittenIsAnError(t *testing.T) {
	if err := WriteHTML(failing{}, &Report{Name: "a"}); !errors.Is(err, errFull) {
		t.Errorf("got %v, want %v", err, errFull)
	}
}
