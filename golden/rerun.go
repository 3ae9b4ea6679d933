package golden

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// rerunCommand returns the command that runs one test alone, from the module's root.
func rerunCommand(pkg, test string) string {
	if pkg != "." {
		pkg = "./" + pkg
	}
	parts := strings.Split(test, "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	return fmt.Sprintf("go test %s -run %s", quotedIfOdd(pkg), quoted(strings.Join(parts, "/")))
}

// quoted returns text as one word of a shell.
func quoted(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

func quotedIfOdd(text string) string {
	odd := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("./_-", r)
	}
	if strings.ContainsFunc(text, odd) {
		return quoted(text)
	}
	return text
}
