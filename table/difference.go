package table

import (
	"errors"
	"fmt"
	"strings"

	"github.com/assay-go/assay/golden"
)

// A difference is what differs between two outcomes of a transform.
type difference struct {
	summary string   // one line; "" if the results differ
	cells   []string // some of the cells that differ, before -> after
	classes []string // of the differences between the results, such as column:total
}

// compareOutcomes compares the outcome of a run with that of the first run, as the case's golden would, and returns nil
// if they are equal. The first run had no error, or the one that the case wants.
func compareOutcomes(c *Case, first, other runOutcome) *difference {
	var crashed *crash
	switch {
	case errors.As(other.err, &crashed):
		return &difference{summary: crashed.line()}
	case c.WantErr != "" && (other.err == nil || errors.As(other.err, new(*resultError))):
		return &difference{summary: "the transform succeeds"}
	case c.WantErr != "" && !strings.Contains(other.err.Error(), c.WantErr):
		return &difference{summary: "the error is: " + other.err.Error()}
	case c.WantErr != "":
		return nil
	case other.err != nil:
		return &difference{summary: "the transform fails: " + other.err.Error()}
	}
	return compareResults(c, first.result, other.result)
}

// differs returns how an outcome differs from that of the first run, or nil.
func (r *caseRun) differs(o runOutcome) *difference { return compareOutcomes(&r.Case, r.first, o) }

// compareReruns returns how the outcomes of two reruns differ from each other, or nil. An error counts as
// compareOutcomes describes it.
func compareReruns(c *Case, first, a, b runOutcome) *difference {
	was, is := compareOutcomes(c, first, a), compareOutcomes(c, first, b)
	switch {
	case was == nil && is == nil:
		return nil
	case was == nil:
		return is
	case is == nil:
		return was
	case was.summary != is.summary:
		return is
	case is.summary != "":
		return nil
	}
	return compareResults(c, a.result, b.result)
}

// compareResults returns how two results of a case differ, compared as a result and its golden are, or nil. Both have
// the same parts.
func compareResults(c *Case, a, b transformResult) *difference {
	return compareAs(a, b, c.rerunOptions)
}

// compareAs is compareResults with the options for each part of the result.
func compareAs(a, b transformResult, options func(resultPart) golden.Options) *difference {
	var d difference
	for i := range a {
		report, err := golden.Compare(a[i].got(), b[i].got(), options(a[i]))
		if err != nil && a[i].name != "" {
			err = fmt.Errorf("table %q: %w (Tables sets options for one table)", a[i].name, err)
		}
		if err != nil {
			return &difference{summary: "the result cannot be compared: " + err.Error()}
		}
		if report.Equal() {
			continue
		}
		of := ""
		if path := a[i].path(); path != "" {
			of = path + ": "
		}
		for _, class := range report.Classes() {
			d.classes = append(d.classes, of+class)
		}
		for _, cell := range report.Cells(mostCells) {
			d.cells = append(d.cells, of+cell)
		}
	}
	if d.classes == nil {
		return nil
	}
	return &d
}

// mostCells is how many differing cells are shown.
const mostCells = 3
