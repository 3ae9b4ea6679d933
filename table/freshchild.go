package table

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/assay-go/assay/gen"
)

// This file is what a fresh process does. It ends without cleaning up, so that it takes nothing away that the process
// that started it shares with it, such as a directory, a table or a container.

// readRequest returns what this process has been asked to do, or nil.
func readRequest() (*freshRequest, error) {
	if *childFlag == "" {
		return nil, nil
	}
	text, err := os.ReadFile(filepath.Join(*childFlag, requestFile))
	if err != nil {
		return nil, err
	}
	q := new(freshRequest)
	return q, json.Unmarshal(text, q)
}

// answer does the tasks of a request and ends the process.
func (q *freshRequest) answer(t *testing.T, runs []*caseRun) {
	var names []string
	for _, r := range runs {
		names = append(names, r.Name)
	}
	if !slices.Equal(names, q.Cases) {
		t.Fatalf("the cases are %q there", names)
	}
	mark := func(file string) {
		if err := os.WriteFile(filepath.Join(*childFlag, file), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	mark(startedFile)
	ctx, cancel := testContext(t)
	defer cancel()
	took := make(map[int]time.Duration)
	for _, task := range q.Tasks {
		limit := 20 * time.Second
		if task.Hasty {
			mark(searchedFile)
			limit = 100*time.Millisecond + 5*took[task.Case]
		}
		giveUp := time.AfterFunc(limit, func() { os.Exit(exitGivenUp) })
		start := time.Now()
		r := runs[task.Case]
		t.Run(r.Name, func(t *testing.T) {
			r.t = t
			if err := r.answer(ctx, task); err != nil {
				t.Error(err)
			}
		})
		giveUp.Stop()
		took[task.Case] = time.Since(start)
	}
	os.Exit(0)
}

// exitGivenUp is the exit status of a process that has given up.
const exitGivenUp = 3

// clockShift is how much later it is under another clock: another year, month, day, weekday and hour.
const clockShift = 397*24*time.Hour + 7*time.Hour

// answer does one task.
func (r *caseRun) answer(ctx context.Context, task freshTask) (err error) {
	if r.bound == nil {
		if err := r.bindPlan(); err != nil {
			return err
		}
	}
	if task.Clock {
		declared := r.declaredCase
		defer func() { r.declaredCase = declared }()
		later := *declared
		later.Now = time.Now().Add(clockShift)
		r.declaredCase = &later
	}
	again := &rerunner{plan: r.plan, run: r.runAgain}
	var o runOutcome
	if task.Redraw == 0 {
		o, err = again.run(ctx, r.plan, shuffle{})
	} else {
		columns := slices.DeleteFunc(slices.Clone(r.deps.redrawable), func(c gen.ColumnInfo) bool {
			return task.Columns != nil && !slices.Contains(task.Columns, columnID(c))
		})
		o, err = again.redrawAny(ctx, task.Redraw, columns)
	}
	if err != nil {
		return err
	}
	return writeOutcome(task.Outcome, o)
}
