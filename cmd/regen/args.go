package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/pending"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/fixture"
	"github.com/assay-go/assay/internal/message"
	"github.com/spf13/cobra"
)

// wantArgs checks the number of arguments; what names them. max is -1 where there is no bound.
func wantArgs(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return fmt.Errorf("want %s: see %s --help", what, cmd.CommandPath())
		case most >= 0 && len(args) > most:
			return fmt.Errorf("want %s, got also %q: see %s --help", what, args[most], cmd.CommandPath())
		}
		return nil
	}
}

// completeFiles completes names of files with these extensions.
func completeFiles(extensions ...string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return extensions, cobra.ShellCompDirectiveFilterFileExt
	}
}

// completeFlag completes the values of a flag of the command that takes one of some words.
func completeFlag(cmd *cobra.Command, flag string, words ...string) {
	completeFlagBy(cmd, flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

func completeFlagBy(cmd *cobra.Command, flag string, by cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, by); err != nil {
		panic(err) // there is no such flag
	}
}

// completeDatasets completes the names of the datasets of a fixture, which is an argument.
func completeDatasets(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, path := range args {
		if fx, err := fixture.Open(path); err == nil {
			names = append(names, fx.Datasets()...)
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// completeDirs completes names of directories.
func completeDirs(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// namesHelp says how commands name results; it is part of their help.
const namesHelp = `A result is named package/Test/case, by the package's directory. Any end or
beginning of that at a slash names it as well, and everything below: TestReport,
TestReport/no_orders, ./billing. In a name * stands for anything but a slash, and
... for anything. The path of a golden file names its result, too.`

// completeResults completes the names of pending results that can be approved, and with stale those of the others, too.
func completeResults(stale bool) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		modules, err := workspace.Modules()
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		all, err := pending.Results(modules)
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		var names []string
		for _, r := range all {
			if !stale && r.IsStale() {
				continue
			}
			for _, name := range []string{r.Name(), strings.TrimPrefix(r.ID, r.Package+"/")} {
				if strings.HasPrefix(name, begun) {
					names = append(names, name)
					break
				}
			}
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}

// oneOf returns the value of names that is meant by value, or an error that suggests one.
func oneOf(what, value string, names ...string) error {
	if slices.Contains(names, value) {
		return nil
	}
	return fmt.Errorf("%s %q: want %s%s", what, value, strings.Join(names, ", "), message.DidYouMean(value, names))
}
