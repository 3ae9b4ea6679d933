package main

import (
	"fmt"

	"github.com/assay-go/assay/internal/fixture"
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
