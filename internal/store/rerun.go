package store

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/assay-go/assay/internal/message"
)

// RerunCommand returns the command that runs one test alone, from the module's root.
func RerunCommand(pkg, test string) string {
	if pkg != "." {
		pkg = "./" + pkg
	}
	parts := strings.Split(test, "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	return fmt.Sprintf("go test %s -run %s", message.ShellWord(pkg), message.ShellQuote(strings.Join(parts, "/")))
}
