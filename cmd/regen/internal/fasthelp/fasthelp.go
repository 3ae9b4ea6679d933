// Package fasthelp prints the command's help before most of the packages that the command is made of are initialised, which
// takes ten times as long as all else. Go initialises those that are ready in the order of their import paths
// (https://go.dev/ref/spec#Program_initialization): this one imports little, and is ready before those of most modules.
package fasthelp

import (
	_ "embed"
	"os"
)

// help is what the command says of itself. A test compares it with its commands, and -update writes it anew.
//
//go:embed help.txt
var help string

func init() {
	if len(os.Args) != 2 || os.Args[1] != "--help" && os.Args[1] != "-h" && os.Args[1] != "help" {
		return
	}
	if _, err := os.Stdout.WriteString(help); err != nil {
		_, _ = os.Stderr.WriteString("regen: " + err.Error() + "\n")
		os.Exit(2)
	}
	os.Exit(0)
}
