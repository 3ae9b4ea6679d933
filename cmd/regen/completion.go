package main

import (
	"github.com/spf13/cobra"
)

const completionLong = `completion prints a script with which a shell completes the commands of regen,
their flags and the values of these, and the names of pending results.`

const completionExample = `  regen completion bash >/etc/bash_completion.d/regen
  regen completion zsh >"${fpath[1]}/_regen"
  regen completion fish >~/.config/fish/completions/regen.fish
  regen completion powershell | Out-String | Invoke-Expression`

var shells = []string{"bash", "zsh", "fish", "powershell"}

func newCompletion() *cobra.Command {
	return &cobra.Command{
		Use: "completion SHELL", Short: "Print a completion script for a shell", Long: completionLong,
		Example: completionExample, Args: wantArgs(1, 1, "a shell: bash, zsh, fish or powershell"), ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("shell", args[0], shells...); err != nil {
				return err
			}
			root, out := cmd.Root(), cmd.OutOrStdout()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(out, true)
			case "zsh":
				return root.GenZshCompletion(out)
			case "fish":
				return root.GenFishCompletion(out, true)
			}
			return root.GenPowerShellCompletionWithDesc(out)
		},
	}
}
