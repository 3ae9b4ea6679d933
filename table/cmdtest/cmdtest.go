// Package cmdtest tests any program as a transform, in any language:
//
//	revenue := cmdtest.Transform(cmdtest.Program{
//		Args:  []string{"python3", "revenue.py"},
//		Reads: []string{"orders.country", "orders.amount"},
//	})
//	table.Run(t, fx, revenue, table.Case{Name: "two_countries"})
//
// A program gets each dataset as an Arrow IPC stream: the file NAME.arrow in the directory that the environment
// variable ASSAY_INPUT names. If it reads a single dataset, it also gets that one on standard input. It writes its
// result as an Arrow IPC stream or file, to result.arrow in the directory that ASSAY_OUTPUT names or else to standard
// output, and exits with status 0. If it exits with another status, the case fails with the end of what it wrote to
// standard error.
//
// A case runs the program three or four times: on its own input, on a redraw of it, on another redraw in a fresh
// process, and, if it takes the clock, under another clock. Each run starts the program anew. What the case costs is
// the start of the program: 10 ms for a Go program, 0.3 s for Python with pyarrow, several seconds for Spark.
package cmdtest

import (
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/table"
	"github.com/assay-go/assay/table/internal/outside"
)

// A Program is a program under test.
type Program struct {
	Args []string // the program, as a shell finds it, and its arguments
	Dir  string   // where it runs; "" is the directory of the test
	Env  []string // NAME=value, beside the environment of the test

	// Reads lists the columns that the program gets, as dataset.column, or dataset or dataset.* for all of a dataset. The
	// leak check leaves the others alone. If Reads is empty, the program gets everything.
	Reads []string

	// Tables names the results of a program that has several: it writes each to NAME.arrow in the directory of
	// ASSAY_OUTPUT. Each has its own golden.
	Tables []string

	// Clock names the environment variable from which the program takes the time, as 2026-01-15T00:00:00Z. A case with
	// Now sets it. If Clock is "", a case cannot pin the clock.
	Clock string

	// Limit is the time after which a run is killed; 0 is one minute. It is real time, also if the case pins the clock.
	Limit time.Duration
}

// Transform returns the program as a transform.
//
// A run that takes longer than the limit, or whose test ends, is killed with the processes that it started, and so are
// processes that a run leaves behind. On systems other than Unix, only running children are killed. A result of more
// than 64 MiB fails the case; ASSAY_LIMITS=2 in the environment doubles that.
func Transform(p Program) table.Transform {
	o := outside.Transform{
		Tables: p.Tables,
		Reads:  func(schemas map[string]*arrow.Schema) ([]string, error) { return p.reads(schemas), p.checkAll(schemas) },
		Run:    p.run,
	}
	if p.Clock == "" {
		o.NoClock = errors.New("the program reads the clock of the machine: " +
			"let it take the time from an environment variable, and name that in Program.Clock")
	}
	return table.Outside(o)
}

// reads returns the columns that the program gets.
func (p Program) reads(schemas map[string]*arrow.Schema) []string {
	if len(p.Reads) > 0 {
		return p.Reads
	}
	return slices.Collect(maps.Keys(schemas))
}

// checkAll returns an error if the program cannot run, or if it would get a dataset that cannot be a file.
func (p Program) checkAll(schemas map[string]*arrow.Schema) error {
	if len(p.Args) == 0 || p.Args[0] == "" {
		return errors.New("the program is not named: set Args of cmdtest.Program")
	}
	if filepath.Base(p.Args[0]) == p.Args[0] {
		if _, err := exec.LookPath(p.Args[0]); err != nil {
			return fmt.Errorf("%s: not found on the PATH: install it, or name it by its path", message.Quote(p.Args[0]))
		}
	}
	for _, name := range p.Tables {
		if !isFileName(name) {
			return fmt.Errorf("table %s: the name is not that of a file", message.Quote(name))
		}
	}
	reads := p.reads(schemas)
	for _, dataset := range slices.Sorted(maps.Keys(schemas)) {
		is := func(name string) bool { return name == dataset || strings.HasPrefix(name, dataset+".") }
		if !isFileName(dataset) && slices.ContainsFunc(reads, is) {
			return fmt.Errorf("dataset %s: a program gets it as a file, and the name is not that of a file",
				message.Quote(dataset))
		}
	}
	return nil
}

// isFileName reports whether a name, with an extension, is that of a file in a directory on every system.
func isFileName(name string) bool {
	return name != "" && !strings.ContainsAny(name, `/\:*?"<>|`) && filepath.IsLocal(name+extension) &&
		!strings.ContainsFunc(name, func(r rune) bool { return r < ' ' })
}

// The files of a run.
const (
	extension  = ".arrow"
	resultFile = "result"
)
