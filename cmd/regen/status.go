package main

import (
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
	"github.com/assay-go/assay/cmd/regen/internal/pending"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/parallel"
	"github.com/assay-go/assay/internal/store"
	"github.com/assay-go/assay/internal/term"
)

const statusLong = `status lists results that wait for approval, cases whose last run failed without
a result, goldens that are missing, and goldens that are obsolete: their test is
gone, or it no longer declares them. status knows what the tests that have run
left in the store.

A result is stale if its case was renamed or deleted after the test ran. It
cannot be approved: reject it, prune it, or run the tests again if the case is
back.`

const statusExample = `  regen status
  regen status --json | jq -r '.pending[].golden'`

// A state is what status reports about the goldens of the modules.
type state struct {
	Pending  []stateEntry `json:"pending"` // without those that are stale
	Stale    []stateEntry `json:"stale"`
	Failed   []stateEntry `json:"failed"` // the last run has no result
	Missing  []stateEntry `json:"missing"`
	Obsolete []stateEntry `json:"obsolete"`
}

// A stateEntry is a golden and why it is listed.
type stateEntry struct {
	Name    string `json:"name"`
	Golden  string `json:"golden"`            // path from the working directory
	Summary string `json:"summary,omitempty"` // what differs in a pending result, and by which cause
	Reason  string `json:"reason,omitempty"`
	Rerun   string `json:"rerun,omitempty"` // the command that runs the case again
}

func newStatus() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:               "status",
		Short:             "List pending, stale, missing and obsolete goldens",
		Long:              statusLong,
		Example:           statusExample,
		Args:              wantArgs(0, 0, "no argument"),
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	cmd.Flags().BoolVar(&asJSON, "json", false,
		"write JSON: {pending, stale, failed, missing, obsolete}, each a list of {name, golden, summary, reason, rerun}")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		modules, err := workspace.Modules()
		if err != nil {
			return err
		}
		s, damaged := readState(modules)
		out := console.New(cmd.OutOrStdout())
		switch {
		case asJSON:
			err = s.json(out)
		case damaged == nil || !s.isEmpty():
			s.text(out)
		}
		if err = errors.Join(damaged, err); err == nil && !s.isEmpty() {
			return exitcode.ErrPending
		}
		return err
	}
	return cmd
}

func (s state) isEmpty() bool {
	return len(s.Pending)+len(s.Stale)+len(s.Failed)+len(s.Missing)+len(s.Obsolete) == 0
}

func readState(modules []*workspace.Module) (state, error) {
	s := state{[]stateEntry{}, []stateEntry{}, []stateEntry{}, []stateEntry{}, []stateEntry{}}
	var damaged []error
	for _, m := range modules {
		status, err := m.Store.Status()
		damaged = append(damaged, err)
		summaries := summariesOf(m, status.Pending)
		for i, p := range status.Pending {
			entry := stateEntry{path.Join(m.Prefix, p.ID), m.RelPath(p.Where()), summaries[i], p.Reason, p.Rerun}
			if p.Stale == "" {
				s.Pending = append(s.Pending, entry)
				continue
			}
			entry.Reason, entry.Rerun = p.Stale, ""
			s.Stale = append(s.Stale, entry)
		}
		for _, p := range status.Failed {
			s.Failed = append(s.Failed, stateEntry{
				path.Join(m.Prefix, p.ID), m.RelPath(p.Golden), "", "its last run failed: " + p.Failed, p.Rerun,
			})
		}
		for _, r := range status.Missing {
			s.Missing = append(s.Missing, entryOf(m, r))
		}
		for _, r := range status.Obsolete {
			s.Obsolete = append(s.Obsolete, entryOf(m, r))
		}
	}
	return s, errors.Join(damaged...)
}

// summariesOf says in one line what differs in each pending result that is not stale.
func summariesOf(m *workspace.Module, results []store.Pending) []string {
	out := make([]string, len(results))
	parallel.Do(len(results), func(i int) {
		if results[i].Stale != "" {
			return
		}
		if r, err := m.Store.Report(results[i]); err != nil {
			out[i] = "cannot compare: " + err.Error()
		} else if !r.Equal() {
			out[i] = r.Summary()
		}
	})
	return out
}

func (s state) json(w io.Writer) error {
	return term.WriteJSON(w, s)
}

// text writes a list for people and the commands to run next.
func (s state) text(out console.Console) {
	var next []string
	section := func(style term.Style, one, many string, entries []stateEntry, commands ...string) {
		if len(entries) == 0 {
			return
		}
		for _, c := range commands {
			if !slices.Contains(next, c) {
				next = append(next, c)
			}
		}
		fmt.Fprintln(out, out.Style(style, message.CountOf(len(entries), one, many)))
		for _, e := range entries {
			fmt.Fprintf(out, "  %s\n", term.Visible(e.Name))
			if e.Summary != "" {
				fmt.Fprintf(out, "      %s\n", term.Visible(e.Summary))
			}
			if e.Reason != "" && !strings.HasPrefix(e.Summary, e.Reason) {
				fmt.Fprintf(out, "      %s\n", out.Style(term.Faint, term.Visible(e.Reason)))
			}
		}
	}
	section(term.Yellow, "result waits for approval", "results wait for approval", s.Pending,
		"diff", "approve NAME…", "reject NAME…")
	section(term.Faint, "result is stale: no case declares it any more",
		"results are stale: no case declares them any more", s.Stale, "reject NAME…", "prune")
	section(term.Red, "case failed without a result", "cases failed without a result", s.Failed, "test")
	section(term.Red, "golden is missing", "goldens are missing", s.Missing, "test")
	section(term.Faint, "golden is obsolete", "goldens are obsolete", s.Obsolete, "prune")
	if len(next) == 0 {
		fmt.Fprintln(out, pending.NothingPending)
		return
	}
	fmt.Fprintf(out, "\nnext: %s %s\n", console.Invocation(), strings.Join(next, "|"))
}

func entryOf(m *workspace.Module, r store.Ref) stateEntry {
	return stateEntry{Name: path.Join(m.Prefix, r.Package, r.Test, r.Case), Golden: m.RelPath(r.Golden), Reason: r.Reason}
}
