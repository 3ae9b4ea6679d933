package main

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/sebdah/goldie/v2"
	"github.com/spf13/pflag"

	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
)

// TestTheGuideNamesEveryCommand keeps the table of commands in docs/regen.md complete.
func TestTheGuideNamesEveryCommand(t *testing.T) {
	guide, err := os.ReadFile("../../docs/regen.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range newRoot().Commands() {
		row := regexp.MustCompile("(?m)^\\| `" + c.Name() + "[ `]")
		if c.IsAvailableCommand() && c.Name() != "help" && !row.Match(guide) {
			t.Errorf("docs/regen.md has no row for regen %s in its table of commands", c.Name())
		}
	}
}

// TestHelpIsReadyAtTheStart keeps the help true that is printed before there are commands; -update writes it anew.
func TestHelpIsReadyAtTheStart(t *testing.T) {
	goldie.New(t, goldie.WithFixtureDir("internal/fasthelp"), goldie.WithNameSuffix(".txt")).
		Assert(t, "help", []byte(help(t, "regen")))
}

// help returns what a command says with --help.
func help(t *testing.T, command string) string {
	t.Helper()
	var out, errOut bytes.Buffer
	args := append(strings.Fields(command)[1:], "--help")
	if status := run(context.Background(), args, strings.NewReader(""), &out, &errOut); status != exitcode.Nothing {
		t.Fatalf("%s --help ends with status %d: %s", command, status, errOut.String())
	}
	return out.String()
}

func TestEveryHelpHasAnExampleAndFitsATerminal(t *testing.T) {
	for _, c := range newRoot().Commands() {
		if !c.IsAvailableCommand() {
			continue
		}
		text := help(t, c.CommandPath())
		if !strings.Contains(text, "\nExamples:\n") {
			t.Errorf("%s --help has no example", c.CommandPath())
		}
		for line := range strings.SplitSeq(text, "\n") {
			if len([]rune(line)) > 84 {
				t.Errorf("%s --help has a line of %d characters: %s", c.CommandPath(), len([]rune(line)), line)
			}
		}
	}
}

func TestFlagsAreWrappedInOnePlace(t *testing.T) {
	for _, c := range newRoot().Commands() {
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if strings.Contains(f.Usage, "\n") {
				t.Errorf("%s --%s: the usage breaks lines, and --help breaks them again: %q", c.CommandPath(), f.Name, f.Usage)
			}
		})
	}
}
