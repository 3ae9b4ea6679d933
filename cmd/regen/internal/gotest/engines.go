package gotest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// CompareEngines lists the tests that end differently on several engines. Its error says that a test failed on one.
func CompareEngines(out console.Console, engines []string, runs []*Runner) error {
	all := make(map[string]bool)
	var failed bool
	for _, t := range runs {
		for test := range t.outcomes {
			all[test] = true
		}
		failed = failed || len(t.FailedPackages) > 0
	}
	alike := 0
	for _, test := range slices.Sorted(maps.Keys(all)) {
		by := map[string][]string{}
		for i, t := range runs {
			passed, ran := t.outcomes[test]
			how := "did not run"
			if ran && passed {
				how = "passed"
			} else if ran {
				how = "failed"
			}
			by[how] = append(by[how], engines[i])
		}
		if len(by) == 1 {
			alike++
			continue
		}
		var parts []string
		for _, how := range []string{"passed", "failed", "did not run"} {
			if len(by[how]) > 0 {
				parts = append(parts, how+" on "+message.List(by[how]))
			}
		}
		fmt.Fprintf(out, "%s: %s\n", term.Visible(test), term.Visible(strings.Join(parts, "; ")))
	}
	fmt.Fprintf(out, "%s on %s: %d alike, %s\n", message.Count(len(all), "test"),
		term.Visible(message.List(engines)), alike, message.CountOf(len(all)-alike, "differs", "differ"))
	if failed {
		return exitcode.ErrPending
	}
	return nil
}
