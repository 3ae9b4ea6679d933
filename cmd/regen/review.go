package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/assay-go/assay/cmd/regen/internal/review"
	"github.com/assay-go/assay/cmd/regen/internal/review/tui"
	"github.com/assay-go/assay/cmd/regen/internal/review/web"
	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/message"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

const reviewLong = `review goes through pending results on the whole screen: those that changed alike
together, each cell by cell, with the reason of its change. One key accepts, rejects
or skips a result, accepts all that changed alike, or takes the last decision back;
? lists the keys.

What is decided is done at once, so that quitting loses nothing; what is skipped
stays pending. Where there is no terminal, or TERM is dumb, it asks line by line.
What approve says of a policy, and of stale results, holds here, too.

With --web the same is a page in a browser. The address that it prints opens it
once, on this machine only; no other page can see or decide anything.

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
	cmd.Flags().StringVar(&reason, "reason", "", "keep this `text` with what is accepted, as approve does, and ask for none")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		modules, err := findModules()
		if err != nil {
			return err
		}
		pending, err := pendingResults(modules)
		if err != nil {
			return err
		}
		chosen, stale, err := waitingOf(pending, args)
		if err != nil {
			return err
		}
		show := inTerminal
		if inBrowser {
			show = inPage
		}
		_, err = runReview(cmd.Context(), cmd.InOrStdin(), newConsole(cmd.OutOrStdout()), chosen, reason, show)
		noteStale(cmd.OutOrStdout(), stale)
		return err
	}
	return cmd
}

// A reviewing lets a person decide about the results of a session.
type reviewing func(ctx context.Context, in io.Reader, out console, s *review.Session) error

func inTerminal(ctx context.Context, in io.Reader, out console, s *review.Session) error {
	if fullScreen(in, out) {
		return tui.Run(ctx, in, out.file, s, out.color)
	}
	return prompt(ctx, in, out, s)
}

func inPage(ctx context.Context, _ io.Reader, out console, s *review.Session) error {
	return web.Run(ctx, out, s)
}

// runReview lets a person decide about results, and says what was decided. It returns the names of those accepted.
func runReview(ctx context.Context, in io.Reader, out console, results []result, reason string, show reviewing) (accepted []string, err error) {
	if len(results) == 0 {
		fmt.Fprintln(out, nothingPending)
		return nil, nil
	}
	if err := checkReason(&reason); err != nil {
		return nil, err
	}
	policies, err := policiesOf(results)
	if err != nil {
		return nil, err
	}
	session := review.Open(sourcesOf(results, policies), golden.RefusedInCI)
	session.Reason = reason
	err = show(ctx, in, out, session)
	reviewed(out, session)
	if err == nil && session.Count(review.Waiting)+session.Count(review.Skipped) > 0 {
		err = errWork
	}
	for _, item := range session.Items {
		if item.State == review.Accepted {
			accepted = append(accepted, item.Name)
		}
	}
	return accepted, err
}

func sourcesOf(results []result, policies map[*module]*golden.Policy) []review.Source {
	sources := make([]review.Source, len(results))
	for i, r := range results {
		sources[i] = review.Source{Name: r.name(), File: r.file(), Store: r.module.store, Policy: policies[r.module], Pending: r.Pending}
	}
	return sources
}

// fullScreen reports whether a person sits at a terminal that can be drawn on.
func fullScreen(in io.Reader, out console) bool {
	return atTerminal(in) && out.terminal && os.Getenv("TERM") != "dumb"
}

func atTerminal(in io.Reader) bool {
	f, ok := in.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// reviewed says what was decided, as approve and reject do.
func reviewed(out console, s *review.Session) {
	for _, state := range []review.State{review.Accepted, review.Rejected} {
		for _, item := range s.Items {
			if item.State == state {
				fmt.Fprintf(out, "%s %s\n      %s\n", state, visible(item.Name), out.style(dim, visible(item.Summary())))
			}
		}
		if n := s.Count(state); n > 1 {
			fmt.Fprintf(out, "%s %s, by class: %s\n", state, message.Count(n, "result"), visible(s.Classes(state)))
		}
	}
	if n := s.Count(review.Waiting) + s.Count(review.Skipped); n > 0 {
		fmt.Fprintf(out, "%s: %s review\n", message.CountOf(n, "result still waits", "results still wait"), invocation())
	}
}
