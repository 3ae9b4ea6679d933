package golden

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// failure keeps the result as pending and returns the text of the failure: what differs and why, the cells, and the
// commands that run the case again and approve it.
func (a *assertion) failure(old []byte) string {
	var b strings.Builder
	fmt.Fprintln(&b, a.why)
	if a.report != nil {
		if err := a.report.Text(&b, TextOptions{}); err != nil {
			fmt.Fprintf(&b, "the difference cannot be shown: %v\n", err)
		}
	}
	if a.refused != nil {
		fmt.Fprintf(&b, "-update: %v\n", a.refused)
	}
	fmt.Fprintf(&b, "rerun:   %s\n", a.pending.Rerun)
	if a.unfit != nil {
		return b.String() // there is nothing that approving would put right
	}
	a.pending.Base = hashOf(old)
	a.pending.Reason = printable(strings.TrimPrefix(a.why, a.file()+": "))
	if err := a.at.store.keep(a.pending, a.encoded); err != nil {
		fmt.Fprintf(&b, "The result is not pending, so that it cannot be approved: %v\n", err)
	} else {
		fmt.Fprintf(&b, "approve: go run github.com/assay-go/assay/cmd/regen approve %s\n", quoted(a.pending.ID))
	}
	return b.String()
}

// cause says whether the inputs or the transform made the result another one, as far as the input lines tell.
func (a *assertion) cause(old []string) string {
	now := a.options.Inputs
	switch {
	case len(old) == 0 && len(now) == 0:
		return ""
	case slices.Equal(old, now):
		return ": the inputs are unchanged: the transform changed"
	case a.options.Explain != nil:
		return ": the inputs changed: " + a.options.Explain(old, now)
	}
	return ": the inputs changed: " + strings.Join(changedInputs(old, now), ", ")
}

// changedInputs returns the first words of the lines that only one side has, each once.
func changedInputs(old, now []string) []string {
	var names []string
	add := func(lines, others []string) {
		for _, line := range lines {
			name, _, _ := strings.Cut(line, " ")
			if !slices.Contains(others, line) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	add(now, old)
	add(old, now)
	return names
}

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

// printable returns text as one line without control characters.
func printable(text string) string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' }), "; ")
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '�'
		}
		return r
	}, text)
}
