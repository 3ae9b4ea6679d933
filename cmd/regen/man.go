package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/atomicfile"
	"github.com/assay-go/assay/internal/message"
)

const manLong = `man writes the manual pages of regen and its commands, regen.1, regen-gen.1 …, into
a directory. They hold the same text as --help.`

const manExample = `  regen man ~/.local/share/man/man1`

func newMan() *cobra.Command {
	return &cobra.Command{
		Use: "man DIR", Short: "Write the manual pages", Long: manLong, Example: manExample,
		Args: wantArgs(1, 1, "a directory"), ValidArgsFunction: completeDirs,
		RunE: func(cmd *cobra.Command, args []string) error {
			pages := append([]*cobra.Command{cmd.Root()}, cmd.Root().Commands()...)
			written := 0
			for _, c := range pages {
				if c != cmd.Root() && !c.IsAvailableCommand() {
					continue
				}
				name := strings.ReplaceAll(c.CommandPath(), " ", "-") + ".1"
				if err := atomicfile.Replace(filepath.Join(args[0], name), manPage(c)); err != nil {
					return err
				}
				written++
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s  %s\n", args[0], message.Count(written, "page"))
			return nil
		},
	}
}

// manPage returns the page of a command, in roff.
func manPage(c *cobra.Command) []byte {
	var b bytes.Buffer
	name := strings.ReplaceAll(c.CommandPath(), " ", "-")
	fmt.Fprintf(&b, ".TH %s 1 \"\" \"\" \"regen\"\n.SH NAME\n%s \\- %s\n", roff(strings.ToUpper(name)), roff(name), roff(c.Short))
	section := func(title, text string) {
		if text = strings.Trim(text, "\n"); text == "" {
			return
		}
		fmt.Fprintf(&b, ".SH %s\n.nf\n", title)
		for line := range strings.Lines(text + "\n") {
			b.WriteString(roff(strings.TrimSuffix(line, "\n")) + "\n")
		}
		b.WriteString(".fi\n")
	}
	section("SYNOPSIS", c.UseLine())
	section("DESCRIPTION", c.Long)
	if c.HasAvailableSubCommands() {
		var list strings.Builder
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() {
				fmt.Fprintf(&list, "%-*s %s\n", c.NamePadding(), sub.Name(), sub.Short)
			}
		}
		section("COMMANDS", list.String())
	}
	section("OPTIONS", c.LocalFlags().FlagUsagesWrapped(79))
	section("EXAMPLES", c.Example)
	if c.HasParent() {
		b.WriteString(".SH SEE ALSO\nregen(1)\n")
	}
	return b.Bytes()
}

// roff escapes a line of text.
func roff(line string) string {
	line = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(line)
	if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
		return `\&` + line
	}
	return line
}
