package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/approval"
	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
	"github.com/assay-go/assay/cmd/regen/internal/pending"
	"github.com/assay-go/assay/cmd/regen/internal/review"
	"github.com/assay-go/assay/cmd/regen/internal/review/tui"
	"github.com/assay-go/assay/cmd/regen/internal/review/web"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/store"
	"github.com/assay-go/assay/internal/term"
)

const reviewLong = `review shows pending results in a full-screen terminal. Results that changed
alike are grouped, and each shows the cells that changed and why. One key
accepts, rejects or skips a result, accepts all that changed alike, or undoes
the last decision; ? lists the keys.

Decisions take effect at once, so quitting loses nothing; skipped results stay
pending. The review needs a terminal that can draw: on any other, use diff,
approve and reject. It treats policies and stale results as approve does.

--web shows the review in a browser. The address that it prints opens it once,
on this machine only; no other page can see or decide anything.

` + namesHelp

const reviewExample = `  regen review
  regen review ./billing
  regen review --web`

func newReview() *cobra.Command {
	var inBrowser bool
	var reason string
	cmd := &cobra.Command{
		Use: "review [NAME…]", Short: "Go through pending results: accept, reject, skip, undo", Long: reviewLong,
		Example: reviewExample, ValidArgsFunction: completeResults(false),
	}
	cmd.Flags().BoolVar(&inBrowser, "web", false, "review in a browser")
	cmd.Flags().StringVar(&reason, "reason", "", "keep this `text` beside accepted goldens instead of asking for one")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		results, damaged, err := decidable(cmd.Context())
		if err != nil {
			return err
		}
		chosen, stale, err := pending.Approvable(results, args)
		if err != nil {
			return err
		}
		show := inTerminal
		if inBrowser {
			show = inPage
		}
		_, err = runReview(cmd.Context(), cmd.InOrStdin(), console.New(cmd.OutOrStdout()), chosen, reason, show)
		pending.ReportStale(cmd.OutOrStdout(), stale)
		if damaged != nil {
			return damaged
		}
		return err
	}
	return cmd
}

// A showSession lets a person decide about the results of a session.
type showSession func(ctx context.Context, in io.Reader, out console.Console, s *review.Session) error

// errNoTerminal ends a review before anything is decided.
var errNoTerminal = errors.New("this terminal cannot draw")

// noTerminal returns errNoTerminal with what to use instead.
func noTerminal() error {
	return fmt.Errorf("%w: use %[2]s diff and %[2]s approve, or %[2]s review --web", errNoTerminal, console.Invocation())
}

func inTerminal(ctx context.Context, in io.Reader, out console.Console, s *review.Session) error {
	if !fullScreen(in, out) {
		return noTerminal()
	}
	return tui.Run(ctx, in, out.File, s, out.Color)
}

func inPage(ctx context.Context, _ io.Reader, out console.Console, s *review.Session) error {
	return web.Run(ctx, out, s)
}

// runReview lets a person decide about results, prints the decisions, and returns the names of accepted results.
func runReview(ctx context.Context, in io.Reader, out console.Console, results []pending.Result, reason string,
	show showSession) (accepted []string, err error,
) {
	if len(results) == 0 {
		fmt.Fprintln(out, pending.NothingPending)
		return nil, nil
	}
	if err := approval.CheckReason(&reason); err != nil {
		return nil, err
	}
	policies, err := approval.PoliciesOf(results)
	if err != nil {
		return nil, err
	}
	session := review.Open(sourcesOf(results, policies), store.CheckCI)
	session.Reason = reason
	if err = show(ctx, in, out, session); errors.Is(err, errNoTerminal) {
		return nil, err
	}
	reviewed(out, session)
	if err == nil && session.Count(review.Waiting)+session.Count(review.Skipped) > 0 {
		err = exitcode.ErrPending
	}
	for _, item := range session.Items {
		if item.State == review.Accepted {
			accepted = append(accepted, item.Name)
		}
	}
	return accepted, err
}

func sourcesOf(results []pending.Result, policies map[*workspace.Module]*store.Policy) []review.Source {
	sources := make([]review.Source, len(results))
	for i, r := range results {
		sources[i] = review.Source{
			Name: r.Name(), File: r.File(), Store: r.Module.Store, Policy: policies[r.Module],
			Pending: r.Pending,
		}
	}
	return sources
}

// fullScreen reports whether in and out are a terminal that can draw.
func fullScreen(in io.Reader, out console.Console) bool {
	return console.IsTerminal(in) && out.Terminal && os.Getenv("TERM") != "dumb"
}

// reviewed prints the decisions as approve and reject do.
func reviewed(out console.Console, s *review.Session) {
	for _, state := range []review.State{review.Accepted, review.Rejected} {
		for _, item := range s.Items {
			if item.State == state {
				fmt.Fprintf(out, "%s %s\n      %s\n", state, term.Visible(item.Name),
					out.Style(term.Faint, term.Visible(item.Summary())))
			}
		}
		if n := s.Count(state); n > 1 {
			fmt.Fprintf(out, "%s %s, by class: %s\n", state, message.Count(n, "result"), term.Visible(s.Classes(state)))
		}
	}
	if n := s.Count(review.Waiting) + s.Count(review.Skipped); n > 0 {
		fmt.Fprintf(out, "%s: %s review\n", message.CountOf(n, "result still waits", "results still wait"),
			console.Invocation())
	}
}
