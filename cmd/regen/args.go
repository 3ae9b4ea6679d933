package main

import (
	"fmt"

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
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // there is no such flag
	}
}

// completeDirs completes names of directories.
func completeDirs(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}
