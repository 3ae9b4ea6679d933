// Package reexec runs one test of the running test binary again, in a fresh process. It knows nothing of what the test
// does there: the caller passes flags that tell it.
package reexec

import (
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/assay-go/assay/internal/store"
)

// A Process is a run of one test in a fresh process.
type Process struct {
	Test    string   // its name
	Flags   []string // more flags of the test binary
	Scratch string   // a directory for the process's output
	Shared  string   // a directory for the temporary files and the home of all processes of a test
	Changed []string // the groups of the environment that differ
	Started string   // a file that the test makes once it has started
}

// Environment has the groups of variables that a process may change, in order.
var Environment = []string{"HOME", "TZ", "USER", "locale"}

// started is when the running process started.
var started = time.Now()

// startDir is the directory in which the running process started.
var startDir, errStartDir = os.Getwd()

// Run runs the process and waits for it. The error says why it did not succeed. A test that does not start in ten times
// the time that it took to start in this process, or in five seconds, may wait for something that this process holds:
// Run ends it.
func (p *Process) Run(ctx context.Context) error {
	self, err := os.Executable()
	if err = errors.Join(err, errStartDir); err != nil {
		return err
	}
	for _, dir := range []string{p.home(), p.temp()} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	output, err := os.Create(filepath.Join(p.Scratch, "output"))
	if err != nil {
		return err
	}
	defer output.Close()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	limit := max(5*time.Second, 10*time.Since(started))
	defer time.AfterFunc(limit, func() {
		if _, err := os.Stat(p.Started); err != nil {
			cancel(errors.New("the test does not start there"))
		}
	}).Stop()
	cmd := exec.CommandContext(ctx, self, p.arguments(ctx)...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = startDir, p.environment(), output, output
	switch err := cmd.Run(); {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return errors.New(err.Error() + firstLine(output.Name()))
	}
	if _, err := os.Stat(p.Started); err != nil {
		return errors.New("the test ends there before it runs its cases")
	}
	return nil
}

// firstLine returns the first line of a file, after a colon.
func firstLine(file string) string {
	f, err := os.Open(file)
	if err != nil {
		return ""
	}
	defer f.Close()
	var head [200]byte
	n, _ := f.Read(head[:])
	line, _, _ := strings.Cut(strings.TrimSpace(string(head[:n])), "\n")
	if line == "" {
		return ""
	}
	return ": " + strings.ToValidUTF8(line, "�")
}

// arguments returns the command line: the flags of the running process, except those of package testing and Assay, and
// those that run the test.
func (p *Process) arguments(ctx context.Context) []string {
	run := []string{"-test.run=" + store.RunPattern(p.Test), "-test.count=1"}
	kept, rest := keptFlags(os.Args[1:])
	args := slices.Concat(kept, run, p.Flags)
	for _, name := range []string{"test.short", "test.parallel"} {
		if f := flag.Lookup(name); f != nil && f.Value.String() != f.DefValue {
			args = append(args, "-"+name+"="+f.Value.String())
		}
	}
	if deadline, ok := ctx.Deadline(); ok {
		args = append(args, "-test.timeout="+max(time.Until(deadline), time.Second).String())
	}
	return append(args, rest...)
}

// keptFlags returns the flags among arguments that a test itself may read, and the arguments after the flags.
func keptFlags(args []string) (kept, rest []string) {
	i := 0
	for ; i < len(args) && strings.HasPrefix(args[i], "-") && args[i] != "--"; i++ {
		name, _, whole := strings.Cut(strings.TrimLeft(args[i], "-"), "=")
		f := flag.Lookup(name)
		if f == nil {
			continue
		}
		isBool, ok := f.Value.(interface{ IsBoolFlag() bool })
		takesNext := !whole && (!ok || !isBool.IsBoolFlag()) && i+1 < len(args)
		own := strings.HasPrefix(name, "test.") || strings.HasPrefix(name, "assay.") || name == "update" || name == "clean"
		if !own {
			kept = append(kept, args[i])
		}
		if takesNext {
			if i++; !own {
				kept = append(kept, args[i])
			}
		}
	}
	return kept, args[min(i, len(args)):]
}

func (p *Process) home() string { return filepath.Join(p.Shared, "home") }
func (p *Process) temp() string { return filepath.Join(p.Shared, "tmp") }

// environment returns the variables of the process. It writes no goldens, no coverage, and no temporary files outside
// its scratch directory, as it ends without cleaning up.
func (p *Process) environment() []string {
	env := slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "GOLDIE_") || strings.HasPrefix(v, "GOCOVERDIR=")
	})
	env = append(env, "GORACE="+os.Getenv("GORACE")+" atexit_sleep_ms=0") // the race detector sleeps 1 s at the exit
	env = append(env, "PWD="+startDir, "TMPDIR="+p.temp(), "TMP="+p.temp(), "TEMP="+p.temp())
	for _, group := range p.Changed {
		switch group {
		case "HOME":
			env = append(env, "HOME="+p.home(), "USERPROFILE="+p.home())
			if cache, err := os.UserCacheDir(); err == nil && os.Getenv("GOCACHE") == "" { // for tests that run Go
				env = append(env, "GOCACHE="+filepath.Join(cache, "go-build"))
			}
			if home, err := os.UserHomeDir(); err == nil && os.Getenv("GOPATH") == "" {
				env = append(env, "GOPATH="+filepath.Join(home, "go"))
			}
		case "TZ":
			env = append(env, "TZ="+other(os.Getenv("TZ"), "Asia/Kathmandu", "America/St_Johns"))
		case "USER":
			user := other(os.Getenv("USER"), "assay", "assay2")
			env = append(env, "USER="+user, "LOGNAME="+user, "USERNAME="+user)
		case "locale":
			locale := other(os.Getenv("LC_ALL"), "de_DE.UTF-8", "tr_TR.UTF-8")
			env = append(env, "LC_ALL="+locale, "LANG="+locale, "LANGUAGE="+locale[:2])
		}
	}
	return env
}

// other returns the first of two values that is not the current one.
func other(current, first, second string) string {
	if current == first {
		return second
	}
	return first
}
