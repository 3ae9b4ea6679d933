package golden

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/store"
	"github.com/assay-go/assay/internal/term"
)

// fail fails a test. The message ends with the command that runs the test again; rerun "" means go test.
func fail(t testing.TB, err error, rerun string) {
	t.Helper()
	if rerun == "" {
		rerun = store.RerunCommand(t.Name())
	}
	t.Errorf("%v\nrerun:   %s", err, rerun)
}

// failure keeps the result as pending and returns the text of the failure: what differs and why, the cells, where the
// result is, and the commands that run the case again and approve its result.
func (a *assertion) failure(old []byte) string {
	var b strings.Builder
	fmt.Fprintln(&b, a.headline)
	if a.report != nil {
		if err := a.report.Text(&b, report.TextOptions{NoHeadline: true, Width: term.Columns()}); err != nil {
			fmt.Fprintf(&b, "cannot show the difference: %v\n", err)
		}
	}
	if a.keyError != nil && a.refused == nil {
		fmt.Fprintf(&b, "\n%v\n", a.keyError)
	}
	if a.refused != nil {
		fmt.Fprintf(&b, "\n-update: %v\n", a.refused)
	} else if a.report != nil {
		b.WriteByte('\n')
	}
	if a.pending.Rerun = a.options.Rerun; a.pending.Rerun == "" {
		a.pending.Rerun = store.RerunCommand(a.Name())
	}
	rerun := "rerun:   " + a.pending.Rerun
	if a.incomparable != nil {
		a.saveFailure(a.incomparable)
		return b.String() + rerun // approving would not help
	}
	if a.pending.Base = store.Hash(old); a.inline && a.report != nil {
		a.keepPlace()
	}
	a.pending.Reason = printable(a.pending.Reason)
	if a.report == nil {
		a.label("")
		a.saveFailure(errors.New(a.pending.Reason))
		advice := "a golden that cannot be read."
		if a.inline {
			advice = "an expectation that cannot be read: correct it, or write golden.Unset."
		}
		return b.String() + rerun + "\nThe result cannot be approved over " + advice
	}
	parquet, err := a.addParquet()
	if err == nil {
		err = a.testPackage.Store.SavePending(a.pending, a.encoded, parquet)
	}
	if saveErr := a.saveArtifacts(old, parquet); saveErr != nil {
		a.Logf("golden %q: cannot save the artifacts: %v", a.pending.Case, saveErr)
	}
	if err != nil {
		a.label("")
		fmt.Fprintf(&b, "%s\nThe result cannot be approved because it was not kept: %v", rerun, err)
		return b.String()
	}
	a.label(a.resultPath(a.testPackage.Store.Root))
	fmt.Fprintf(&b, "pending: %s\n%s\n", a.resultPath(a.testPackage.Dir), rerun)
	if a.keyError != nil {
		return strings.TrimSuffix(b.String(), "\n") // the message says why it cannot be approved
	}
	switch approve, err := a.testPackage.Store.ApproveCommand(a.pending, a.report); {
	case err == nil:
		b.WriteString("approve: " + approve)
	case a.refused == nil || err.Error() != a.refused.Error(): // -update did not say so
		fmt.Fprintf(&b, "The result cannot be approved here: %v", err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// saveFailure keeps why there is no result, for regen status.
func (a *assertion) saveFailure(why error) {
	a.Helper()
	if a.pending.Rerun = a.options.Rerun; a.pending.Rerun == "" {
		a.pending.Rerun = store.RerunCommand(a.Name())
	}
	if err := a.testPackage.Store.SaveFailure(a.pending, why.Error()); err != nil {
		a.Logf("golden %q: the failure cannot be kept for regen status: %v", a.pending.Case, err)
	}
}

// resultPath returns the path of the pending result relative to dir, with slashes.
func (a *assertion) resultPath(dir string) string {
	file := a.testPackage.Store.ResultPath(a.pending.ID)
	if near, err := filepath.Rel(dir, file); err == nil {
		file = near
	}
	return filepath.ToSlash(file)
}

// lineOf returns the line of the first changed row or value in a golden, as a suffix of its path such as ":9".
func lineOf(r *report.Report, golden []byte) string {
	if len(r.Values) > 0 && r.Values[0].Line > 0 {
		return fmt.Sprintf(":%d", r.Values[0].Line)
	}
	for _, c := range r.Changes {
		if c.Old >= 0 {
			header := 0
			for line := range bytes.Lines(golden) {
				if header++; line[0] != goldenfile.CommentTag {
					break // the names of the columns
				}
				if bytes.HasPrefix(line, []byte(goldenfile.DigestLine)) {
					return "" // a digest has few of the rows
				}
			}
			return fmt.Sprintf(":%d", header+1+c.Old)
		}
	}
	return ""
}

// fail fails the test with an error that prevented the comparison.
func (a *assertion) fail(err error) {
	a.Helper()
	a.saveFailure(err)
	fail(a.TB, fmt.Errorf("golden %q: %w", a.pending.Case, err), a.options.Rerun)
}
