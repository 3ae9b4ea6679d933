package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/assay-go/assay/cmd/regen/internal/pending"
	"github.com/assay-go/assay/internal/fixture"
	"github.com/assay-go/assay/internal/message"
)

// wantArgs checks the number of arguments, which what names in errors. No limit applies if most is -1.
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

// completeFiles completes the names of files with the given extensions.
func completeFiles(extensions ...string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return extensions, cobra.ShellCompDirectiveFilterFileExt
	}
}

// completeFlag completes the value of a flag that takes one of some words.
func completeFlag(cmd *cobra.Command, flag string, words ...string) {
	completeFlagBy(cmd, flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

func completeFlagBy(cmd *cobra.Command, flag string, by cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, by); err != nil {
		panic(err) // the command has no such flag
	}
}

// completeDatasets completes the names of the datasets of the fixtures among the arguments.
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

// namesHelp is the part of the help of several commands that describes the names of results.
const namesHelp = `Results are named package/Test/case, by the directory of the package. Any part
of a name between slashes selects all results that contain it: TestReport,
TestReport/no_orders, ./billing. In a name, * matches anything but a slash, and
... matches anything. A full name selects that result alone; '^NAME$' never
selects another, even if that result is gone. The path of a golden file selects
its result.`

// completeResults completes the names of pending results: those that can be approved, or with stale set all of them.
func completeResults(stale bool) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		all, err := pending.All()
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

// oneOf returns an error unless value is one of names; it suggests the nearest.
func oneOf(what, value string, names ...string) error {
	if slices.Contains(names, value) {
		return nil
	}
	return fmt.Errorf("%s %q: want %s%s", what, value, strings.Join(names, ", "), message.DidYouMean(value, names))
}

// wrongWord refuses a first word that is not a command.
func wrongWord(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	return fmt.Errorf("unknown command %q%s: see %s --help", args[0], message.DidYouMean(args[0], names),
		cmd.CommandPath())
}

// wants describes the values that flags take, by their types.
var wants = map[string]string{
	"bool": "true or false", "int": "a whole number", "int64": "a whole number", "uint64": "a whole number, 0 or more",
}

// wrongFlag words the errors of flags and suggests the nearest flag.
func wrongFlag(cmd *cobra.Command, err error) error {
	var wrong *pflag.InvalidValueError
	if errors.As(err, &wrong) && wants[wrong.GetFlag().Value.Type()] != "" {
		return fmt.Errorf("--%s %q: want %s", wrong.GetFlag().Name, wrong.GetValue(), wants[wrong.GetFlag().Value.Type()])
	}
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return err
	}
	if unknown.GetSpecifiedShortnames() != "" {
		return fmt.Errorf("unknown flag -%s: see %s --help", unknown.GetSpecifiedName(), cmd.CommandPath())
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	name := unknown.GetSpecifiedName()
	return fmt.Errorf("unknown flag --%s%s: see %s --help", name, message.DidYouMean(name, names), cmd.CommandPath())
}
