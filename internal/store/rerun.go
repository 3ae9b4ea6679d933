package store

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/assay-go/assay/internal/message"
)

// RerunCommand returns the command that runs a test of the running binary alone, from the module's root.
func RerunCommand(test string) string {
	at, err := CurrentPackage()
	if err != nil {
		return rerunIn(".", test)
	}
	if target := os.Getenv(targetVariable); at.Store.Sandboxed && target != "" {
		return fmt.Sprintf("bazel test %s --test_filter=%s", message.ShellWord(target), message.ShellQuote(RunPattern(test)))
	}
	return rerunIn(at.Path, test)
}

// rerunIn returns the command that runs a test or a benchmark of a package alone, from the module's root.
func rerunIn(pkg, test string) string {
	if pkg != "." {
		pkg = "./" + pkg
	}
	flags := "-run"
	if strings.HasPrefix(test, "Benchmark") {
		flags = "-run '^$' -bench"
	}
	return fmt.Sprintf("go test %s %s %s", message.ShellWord(pkg), flags, message.ShellQuote(RunPattern(test)))
}

// ShrinkCommand returns the command that finds the smallest input on which a case fails. test is its subtest.
func ShrinkCommand(test string) string {
	text := message.Command + " shrink " + message.ShellWord(test)
	if at, err := CurrentPackage(); err == nil && at.Path != "." {
		text += " " + message.ShellWord("./"+at.Path)
	}
	return text
}

// SelectsSubtests reports whether -run or -skip may select among the subtests of a test.
func SelectsSubtests(test string) bool {
	value := func(name string) string {
		if f := flag.Lookup("test." + name); f != nil {
			return f.Value.String()
		}
		return ""
	}
	return strings.Count(value("run"), "/") > strings.Count(test, "/") || value("skip") != ""
}

// RunPattern returns the pattern that selects a test alone.
func RunPattern(test string) string {
	parts := strings.Split(test, "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	return strings.Join(parts, "/")
}

// SaveLeftOut records for regen status that a test failed and did not compare some of the goldens that it declares. It
// leaves the reasons that the harness or an assertion gave.
func (at *TestPackage) SaveLeftOut(test string, names []string) error {
	at.mu.Lock()
	_, harness := at.errorCases[test]
	at.mu.Unlock()
	if harness || at.Store.Sandboxed || SelectsSubtests(test) {
		return nil
	}
	top, _, _ := strings.Cut(test, "/")
	var problems []error
	for _, name := range names {
		p := Pending{Package: at.Path, Test: top, Case: name, Rerun: RerunCommand(test)}
		if err := p.Locate(); err != nil {
			problems = append(problems, err)
		} else if known, err := at.Store.pending(p.ID); err != nil || known.Failed == "" {
			problems = append(problems, at.Store.SaveFailure(p, "its test failed, and did not compare it"))
		}
	}
	return errors.Join(problems...)
}
