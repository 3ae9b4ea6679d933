// Command regen generates test data from fixtures, runs the tests that compare results with goldens, and shows,
// approves and rejects results that differ.
//
//	regen gen fixtures/reporting.yaml -o data/      write the datasets of a fixture
//	regen test ./...                                run the tests and list what is pending
//	regen diff                                      compare pending results with their goldens, cell by cell
//	regen approve TestCampaignReport/holdout_lift   make a pending result the golden
//
// Run it anywhere inside a module. A module that tests with Assay adds it once and then needs no installation:
//
//	go get -tool github.com/assay-go/assay/cmd/regen
//	go tool regen status
//
// The exit status is 0 if there is nothing to do, 1 if there are differences or results waiting for approval, and 2
// after a usage error or a failure. The guide is docs/regen.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
	_ "github.com/assay-go/assay/cmd/regen/internal/fasthelp" // before the others
	_ "github.com/assay-go/assay/fixtures/parquet"
	"github.com/assay-go/assay/gen"
	"github.com/assay-go/assay/internal/budget"
	"github.com/assay-go/assay/internal/fixture/diagnostic"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/term"
)

// softLimit is the number of bytes above which the garbage collector works harder: what strangers' files may take.
const softLimit = 160 << 20

func main() {
	if scale, err := budget.Scale(); err == nil && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softLimit * scale)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdin, &console.Stdout{File: os.Stdout}, os.Stderr)
	stop()
	os.Exit(status)
}

// run executes the command named by args and returns its exit status.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	cmd, err := root.ExecuteContextC(ctx)
	if o, ok := out.(*console.Stdout); ok && o.Err != nil && (err == nil || errors.Is(err, exitcode.ErrPending)) {
		err = o.Err
	}
	switch {
	case err == nil:
		return exitcode.Nothing
	case errors.Is(err, exitcode.ErrPending):
		return exitcode.Pending
	case ctx.Err() != nil:
		err = errors.New("interrupted")
	}
	explain(errOut, cmd.CommandPath(), err)
	return exitcode.Failure
}

// explain writes an error, or each of several, in one line. It writes those of a fixture first.
func explain(w io.Writer, command string, err error) {
	var wrong diagnostic.Errors
	if row := (*gen.Error)(nil); errors.As(err, &row) && row.At != nil {
		wrong = diagnostic.Errors{{Msg: row.Error()}}
	}
	if len(wrong) > 0 || errors.As(err, &wrong) {
		for _, e := range wrong {
			fmt.Fprintln(w, term.Visible(e.Error()))
		}
		err = fmt.Errorf("%s in the fixture", message.Count(len(wrong), "error"))
	}
	for _, err := range joined(err) {
		fmt.Fprintf(w, "%s: %s\n", command, term.Visible(strings.Join(strings.Fields(err.Error()), " ")))
	}
}

// joined returns the errors of which errors.Join made err, or err.
func joined(err error) (all []error) {
	several, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	for _, err := range several.Unwrap() {
		all = append(all, joined(err)...)
	}
	return all
}
