package store

import (
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

// RunPattern returns the pattern that selects a test alone.
func RunPattern(test string) string {
	parts := strings.Split(test, "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	return strings.Join(parts, "/")
}
