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
		return fmt.Sprintf("bazel test %s --test_filter=%s", message.ShellWord(target), runPattern(test))
	}
	return rerunIn(at.Path, test)
}

// rerunIn returns the command that runs a test of a package alone, from the module's root.
func rerunIn(pkg, test string) string {
	if pkg != "." {
		pkg = "./" + pkg
	}
	return fmt.Sprintf("go test %s -run %s", message.ShellWord(pkg), runPattern(test))
}

// runPattern returns the pattern that selects a test alone, as a word of a shell.
func runPattern(test string) string {
	parts := strings.Split(test, "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	return message.ShellQuote(strings.Join(parts, "/"))
}
