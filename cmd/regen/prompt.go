package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/approval"
	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/review"
	"github.com/assay-go/assay/cmd/regen/internal/shell"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/term"
)

const promptHelp = `  a  accept: the result becomes the golden
  r  reject: the result is removed, the golden stays
  s  skip: it stays pending
  A  accept all that changed alike
  u  undo the last decision
  d  show it again, all rows
  q  quit: what is decided stays decided
`

// prompt reviews line by line. The end of the input quits. Answers that no terminal has shown are repeated.
func prompt(ctx context.Context, in io.Reader, out console.Console, s *review.Session) error {
	answers := bufio.NewReader(in)
	echo := func(line string) {
		if !console.AtTerminal(in) {
			fmt.Fprintln(out, term.Visible(strings.TrimSpace(line)))
		}
	}
	shown := -1
	for at := s.Next(-1); ctx.Err() == nil; {
		if at >= 0 && at != shown {
			if err := promptShow(out, s, at, report.TextOptions{More: "d shows all"}); err != nil {
				return err
			}
			shown = at
		}
		fmt.Fprint(out, promptQuestion(s, at))
		line, err := answers.ReadString('\n')
		if errors.Is(err, io.EOF) && line == "" {
			fmt.Fprintln(out)
			return nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		echo(line)
		answer := strings.TrimSpace(line)
		if answer == "q" || at < 0 && answer != "u" {
			return nil
		}
		if answer == "d" {
			if err := promptShow(out, s, at, report.TextOptions{MaxRows: -1}); err != nil {
				return err
			}
			continue
		}
		at, shown = promptAnswer(out, s, at, shown, answer, func(what string) string {
			fmt.Fprint(out, what)
			line, _ := answers.ReadString('\n') // the end of the input says nothing
			echo(line)
			return strings.TrimSpace(line)
		})
	}
	return ctx.Err()
}

// promptQuestion asks about an item, or, where at is -1 and none waits, whether that is all.
func promptQuestion(s *review.Session, at int) string {
	if at < 0 {
		return "nothing waits any more: u undo, q quit: "
	}
	alike := ""
	if n := len(s.Alike(at)); n > 1 {
		alike = fmt.Sprintf(", A all %d alike", n)
	}
	return fmt.Sprintf("[%d of %d] a accept, r reject, s skip%s, u undo, q quit, ? help: ", at+1, len(s.Items), alike)
}

// promptShow shows an item as regen diff does.
func promptShow(out console.Console, s *review.Session, at int, o report.TextOptions) error {
	item := s.Items[at]
	sheet, err := s.Load(at)
	if err != nil {
		fmt.Fprintf(out, "\n%s\nit cannot be compared, and can be rejected: %s\n", term.Visible(item.Name), term.Visible(err.Error()))
		return nil
	}
	o.Color, o.Width = out.Color, out.Width
	report := *sheet.Report
	report.Name = item.Name
	fmt.Fprintln(out)
	return report.Text(out, o)
}

// promptAnswer carries out an answer, for which it may ask more, and returns the item to ask about next, and the one that is
// on the screen.
func promptAnswer(out console.Console, s *review.Session, at, shown int, answer string, ask func(what string) string) (next, seen int) {
	accept := func(at ...int) error {
		reason := ""
		if s.WantsReason(at...) {
			reason = ask("why, for who reviews the pull request: ")
		}
		return s.Accept(reason, at...)
	}
	var err error
	switch answer {
	case "a":
		err = accept(at)
	case "r":
		err = s.Reject(at)
	case "s":
		err = s.Skip(at)
	case "A":
		if n := len(s.Alike(at)); n > approval.ManyResults {
			err = fmt.Errorf("%d results at once: %s approve --alike %s --expect %d, if these are what you mean", n, shell.Invocation(), s.Items[at].Alike, n)
			break
		}
		err = accept(s.Alike(at)...)
	case "u":
		back, undone := s.Undo()
		if len(back) > 0 {
			fmt.Fprintf(out, "undone: %s waits again\n", term.Visible(s.Items[back[0]].Name))
			return back[0], -1
		}
		if err = undone; at < 0 {
			fmt.Fprintln(out, term.Visible(err.Error()))
			return at, shown
		}
	case "?", "h":
		fmt.Fprint(out, promptHelp)
		return at, shown
	default:
		fmt.Fprintf(out, "%q is no answer\n%s", answer, promptHelp)
		return at, shown
	}
	if err != nil {
		fmt.Fprintln(out, term.Visible(err.Error()))
		shown = -1
		if s.Items[at].State == review.Waiting {
			return at, shown
		}
	}
	return s.Next(at), shown
}
