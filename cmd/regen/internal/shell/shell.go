// Package shell words the commands that messages tell people to run.
package shell

import (
	"os/exec"
)

// Invocation is how this command is called again.
func Invocation() string {
	if _, err := exec.LookPath("regen"); err == nil {
		return "regen"
	}
	return "go tool regen"
}
