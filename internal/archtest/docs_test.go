package archtest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// pages reads the Markdown files of the repository, by their path from the root.
func pages(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	if err := walk(".md", func(name, text string) error { found[name] = text; return nil }); err != nil {
		t.Fatal(err)
	}
	if len(found) < 10 {
		t.Fatalf("found %d Markdown files: the walk went wrong", len(found))
	}
	return found
}

var (
	codeBlock = regexp.MustCompile("(?ms)^```[^\n]*\n.*?^```$")
	goBlock   = regexp.MustCompile("(?ms)^```go[^\n]*\n(.*?)^```$")
	codeSpan  = regexp.MustCompile("`[^`\n]*`")
	link      = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading   = regexp.MustCompile(`(?m)^#+ (.*)$`)
	ofPackage = regexp.MustCompile(`\b([a-z]\w+)\.[A-Z]`)
)

func TestSnippetsImportWhatTheyUse(t *testing.T) {
	paths := map[string]string{
		"cmdtest":   module + "/table/cmdtest",
		"fakeredis": module + "/fixtures/fakeredis",
		"fixtures":  module + "/fixtures",
		"gen":       module + "/gen",
		"golden":    module + "/golden",
		"sqltest":   module + "/table/sqltest",
		"duckdb":    module + "/table/sqltest/duckdb",
		"table":     module + "/table",
	}
	for name, text := range pages(t) {
		for _, block := range goBlock.FindAllStringSubmatch(text, -1) {
			for _, use := range ofPackage.FindAllStringSubmatch(block[1], -1) {
				if path := paths[use[1]]; path != "" && !strings.Contains(block[1], `"`+path+`"`) {
					t.Errorf("%s: a snippet uses %s and does not import %q:\n%s", name, use[0], path, block[1])
					break
				}
			}
		}
	}
}

func TestLinksLeadSomewhere(t *testing.T) {
	all := pages(t)
	for name, text := range all {
		prose := codeSpan.ReplaceAllString(codeBlock.ReplaceAllString(text, ""), "")
		for _, m := range link.FindAllStringSubmatch(prose, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			file, anchor, _ := strings.Cut(m[1], "#")
			to := name
			if file != "" {
				to = filepath.ToSlash(filepath.Join(filepath.Dir(name), file))
			}
			if _, err := os.Stat(filepath.Join(root, to)); err != nil {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			}
			if anchor != "" && !hasHeading(all[to], anchor) {
				t.Errorf("%s links to %s, which has no such heading", name, m[1])
			}
		}
	}
}

// hasHeading reports whether a page has a heading to which GitHub gives this anchor.
func hasHeading(page, anchor string) bool {
	for _, m := range heading.FindAllStringSubmatch(codeBlock.ReplaceAllString(page, ""), -1) {
		words := regexp.MustCompile(`[^\pL\pN _-]`).ReplaceAllString(strings.ToLower(m[1]), "")
		if strings.ReplaceAll(words, " ", "-") == anchor {
			return true
		}
	}
	return false
}
