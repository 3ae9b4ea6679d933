package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

const manLong = `man writes the manual pages of regen and its commands, regen.1, regen-gen.1 …,
into a directory. They hold the same text as --help.`

const manExample = `  regen man ~/.local/share/man/man1`

func newMan() *cobra.Command {
	return &cobra.Command{
		Use: "man DIR", Short: "Write the manual pages", Long: manLong, Example: manExample,
		Args: wantArgs(1, 1, "a directory"), ValidArgsFunction: completeDirs,
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, root := args[0], cmd.Root()
			if err := os.MkdirAll(dir, 0o777); err != nil {
				return err
			}
			root.DisableAutoGenTag = true
			quoteMarkdown(root)
			if err := doc.GenManTree(root, &doc.GenManHeader{Section: "1", Source: "regen"}, dir); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "wrote regen.1 and the pages of its commands into %s\n", dir)
			return nil
		},
	}
}

var markdownMarks = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "<", `\<`)

// quoteMarkdown turns the help of a command and its subcommands into Markdown, which cobra's generator expects:
// indented lines become code, so that they keep their columns.
func quoteMarkdown(cmd *cobra.Command) {
	var b strings.Builder
	code := false
	for line := range strings.Lines(cmd.Long) {
		wasCode := code
		if code = strings.HasPrefix(line, "  "); !code {
			b.WriteString(markdownMarks.Replace(line))
			continue
		}
		if !wasCode {
			b.WriteString("\n")
		}
		b.WriteString("    " + line)
	}
	cmd.Long = b.String()
	for _, c := range cmd.Commands() {
		quoteMarkdown(c)
	}
}
