package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"gopkg.in/yaml.v3"
)

// A recipe is what the recipes for GitHub and GitLab have in common: steps under a job.
type recipe struct {
	Jobs struct {
		Goldens struct {
			Steps []struct {
				If, Run string
				Env     map[string]string
			}
		}
	}
	Goldens struct {
		Script      []string
		AfterScript []string `yaml:"after_script"`
	}
}

// githubValue is a value that GitHub puts into a recipe.
var githubValue = regexp.MustCompile(`\$\{\{ *([a-z._]+) *\}\}`)

// writeRecipe makes a shell script of a recipe, which runs its steps as the CI server does: with sh -e each, those
// without a condition until one has failed. regen is the one under test, and values of the server are variables,
// GITHUB_BASE_REF for github.base_ref.
func writeRecipe(ts *testscript.TestScript, repository string, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: recipe FILE SCRIPT")
	}
	text, err := os.ReadFile(filepath.Join(repository, "docs", "ci", args[0]))
	ts.Check(err)
	script := string(text)
	if strings.HasSuffix(args[0], ".yml") {
		var r recipe
		ts.Check(yaml.Unmarshal(text, &r))
		var b strings.Builder
		b.WriteString("failed=0\n")
		step := func(condition, run string, env map[string]string) {
			test := map[string]string{"": "[ $failed = 0 ]", "always()": "true", "failure()": "[ $failed = 1 ]"}[condition]
			if test == "" {
				ts.Fatalf("%s: a step has the condition %q", args[0], condition)
			}
			var set strings.Builder
			for _, name := range slices.Sorted(maps.Keys(env)) {
				value := githubValue.ReplaceAllStringFunc(env[name], func(v string) string {
					return "$" + strings.ToUpper(strings.ReplaceAll(githubValue.FindStringSubmatch(v)[1], ".", "_"))
				})
				fmt.Fprintf(&set, "export %s=\"%s\"\n", name, value)
			}
			fmt.Fprintf(&b, "if %s; then\n(set -e\n%s%s\n) || failed=1\nfi\n", test, set.String(), run)
		}
		for _, s := range r.Jobs.Goldens.Steps {
			if s.Run != "" {
				step(s.If, s.Run, s.Env)
			}
		}
		for _, s := range r.Goldens.Script {
			step("", s, nil)
		}
		for _, s := range r.Goldens.AfterScript {
			step("always()", s, nil)
		}
		b.WriteString("exit $failed\n")
		script = b.String()
	}
	if !strings.Contains(script, "go tool regen test ./...") {
		ts.Fatalf("%s runs no test", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(strings.ReplaceAll(script, "go tool regen", "regen")), 0o777))
}
