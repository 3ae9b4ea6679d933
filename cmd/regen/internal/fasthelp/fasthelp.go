// Package fasthelp prints the command's help before most packages of the command are initialized, which takes ten
// times as long as everything else. Go initializes packages whose imports are initialized in the order of their import
// paths (https://go.dev/ref/spec#Program_initialization). This package imports little, so it comes before most others.
package fasthelp

import (
	_ "embed"
	"os"
)

// help is the help of the command. A test compares it with the commands, and -update rewrites it.
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
