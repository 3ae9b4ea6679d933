package doctor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/git"
	"github.com/assay-go/assay/cmd/regen/internal/gotest"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/message"
)

// hiddenGoldens finds goldens that git ignores, hides in diffs, or checks out with other line ends.
func hiddenGoldens(ctx context.Context, modules []*workspace.Module, packages []*listedPackage) ([]finding, error) {
	repo, err := git.Open(ctx)
	if err != nil {
		return nil, nil //nolint:nilerr // without git, nothing is hidden
	}
	var paths []string
	for path := range gotest.Goldens(testPackagesOf(packages)) {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	if len(paths) == 0 { // ask about a golden that may be written
		paths = []string{filepath.Join(modules[0].Dir, "testdata", "golden", "Test", "case.golden")}
	}
	found, err := ignored(ctx, repo, paths)
	if err != nil {
		return nil, err
	}
	hidden, err := attributeFindings(ctx, repo, paths)
	if err != nil {
		return nil, err
	}
	found = append(found, hidden...)
	if unsafe := repo.UnsafeDrivers(ctx); unsafe != nil {
		found = append(found, finding{
			fmt.Sprintf("git config: %s: a branch that you check out decides what git diff and git merge run", unsafe[0]),
			console.Invocation() + " git install",
		})
	}
	return found, nil
}

// testPackagesOf returns the packages that the patterns name, without their dependencies and test binaries.
func testPackagesOf(packages []*listedPackage) []gotest.Package {
	var out []gotest.Package
	for _, p := range packages {
		if !p.DepOnly && p.ForTest == "" && !strings.HasSuffix(p.ImportPath, ".test") {
			out = append(out, gotest.Package{Path: p.ImportPath, Dir: p.Dir})
		}
	}
	return out
}

// ignored finds the rules that make git ignore goldens.
func ignored(ctx context.Context, repo *git.Repository, paths []string) ([]finding, error) {
	out, err := repo.RunWithPaths(ctx, paths, "check-ignore", "--stdin", "-z", "-v", "--no-index")
	if err != nil {
		return nil, err
	}
	type rule struct{ at, pattern string }
	var rules []rule
	hit := map[rule][]string{}
	fields := strings.Split(string(out), "\x00") // source, line, pattern, path
	for ; len(fields) >= 4; fields = fields[4:] {
		if strings.HasPrefix(fields[2], "!") {
			continue
		}
		u := rule{fields[0] + ":" + fields[1], fields[2]}
		if hit[u] == nil {
			rules = append(rules, u)
		}
		hit[u] = append(hit[u], fields[3])
	}
	var found []finding
	for _, u := range rules {
		found = append(found, finding{
			fmt.Sprintf("%s: %q makes git ignore %s, such as %s", u.at, u.pattern, message.Count(len(hit[u]), "golden"),
				workspace.Rel(hit[u][0])),
			"remove the rule, or add !**/testdata/golden/** after it: goldens belong in git",
		})
	}
	return found, nil
}

// attributeFindings finds git attributes that hide the diffs of goldens or change their line ends.
func attributeFindings(ctx context.Context, repo *git.Repository, paths []string) ([]finding, error) {
	var inside []string // check-attr takes paths relative to the top
	for _, p := range paths {
		if rel, err := filepath.Rel(repo.Top, p); err == nil && filepath.IsLocal(rel) {
			inside = append(inside, filepath.ToSlash(rel))
		}
	}
	if len(inside) == 0 {
		return nil, nil
	}
	out, err := repo.RunWithPaths(ctx, inside, "check-attr", "--stdin", "-z", "diff", "text", "eol", "linguist-generated",
		"merge")
	if err != nil {
		return nil, err
	}
	autocrlf, _ := repo.Run(ctx, "config", "core.autocrlf") // an unset value is an error and means false
	crlf := strings.TrimSpace(string(autocrlf)) == "true"
	wrong := map[string][]string{}
	eol := map[string]string{}
	fields := strings.Split(string(out), "\x00") // path, attribute, value
	for ; len(fields) >= 3; fields = fields[3:] {
		path, setting := fields[0], fields[1]+": "+fields[2]
		if fields[1] == "eol" {
			eol[path] = fields[2]
		}
		switch setting {
		case "diff: unset", "text: unset", "linguist-generated: set", "linguist-generated: true", "merge: ours",
			"merge: union", "eol: crlf":
			wrong[setting] = append(wrong[setting], path)
		}
	}
	for _, p := range inside {
		if crlf && eol[p] == "unspecified" {
			wrong["core.autocrlf: true"] = append(wrong["core.autocrlf: true"], p)
		}
	}
	var found []finding
	for _, setting := range []string{
		"diff: unset", "text: unset", "linguist-generated: set", "linguist-generated: true",
		"merge: ours", "merge: union", "eol: crlf", "core.autocrlf: true",
	} {
		if n := len(wrong[setting]); n > 0 {
			found = append(found, finding{
				fmt.Sprintf("%s: %s of %s, such as %s", setting, attributeHarm[setting], message.Count(n, "golden"),
					wrong[setting][0]),
				"add to .gitattributes, after the line that sets it: " + git.AttributesLine + " diff merge -linguist-generated",
			})
		}
	}
	return found, nil
}

// attributeHarm describes the effect of an attribute on goldens.
var attributeHarm = map[string]string{
	"diff: unset":              "git shows no diff",
	"text: unset":              "git shows no diff and keeps Windows line ends",
	"linguist-generated: set":  "pull requests fold the diffs",
	"linguist-generated: true": "pull requests fold the diffs",
	"merge: ours":              "a merge drops the changes of the other side",
	"merge: union":             "a merge mixes the rows of both sides",
	"eol: crlf":                "git checks out Windows line ends",
	"core.autocrlf: true":      "git checks out Windows line ends",
}

// storeFindings finds damage in the stores of pending results, and stores that git tracks.
func storeFindings(ctx context.Context, modules []*workspace.Module) []finding {
	var found []finding
	_, gitErr := git.Open(ctx)
	for _, m := range modules {
		if _, err := m.Store.Status(); err != nil {
			found = append(found, finding{err.Error(), "remove the damaged file and run the tests again"})
		}
		dir := filepath.Join(m.Dir, ".assay")
		if gitErr != nil {
			continue
		}
		if _, err := os.Stat(dir); err != nil {
			continue
		}
		if tracked, ok := errors.AsType[*git.TrackedStoreError](git.CheckStores(ctx, []*workspace.Module{m})); ok {
			found = append(found, finding{tracked.Error(), tracked.Remedy()})
		}
		if text, err := readStart(filepath.Join(dir, ".gitignore")); err != nil || !strings.Contains(text, "*") &&
			!strings.Contains(text, "/pending/") {
			found = append(found, finding{
				fmt.Sprintf("%s: does not ignore the store, so git add would add pending results",
					workspace.Rel(filepath.Join(dir, ".gitignore"))),
				"remove the directory: the next failing test creates it again",
			})
		}
	}
	return found
}

func readStart(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 1<<16))
	return string(text), err
}
