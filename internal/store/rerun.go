package store

import (
	"fmt"
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
	return rerunIn(at.Path, test)
}

// rerunIn returns the command that runs a test of a package alone, from the module's root.
func rerunIn(pkg, test string) string {
	if pkg != "." {
		pkg = "./" + pkg
	}
	parts := strings.Split(test, "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	return fmt.Sprintf("go test %s -run %s", message.ShellWord(pkg), message.ShellQuote(strings.Join(parts, "/")))
}
