//go:build !unix

package cmdtest

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

func ownGroup() *syscall.SysProcAttr { return nil }

// killGroup kills a program and, on Windows, what it has started, if the program still runs.
func killGroup(p *os.Process) error {
	tree := exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(p.Pid)).Run()
	if err := p.Kill(); tree != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return nil
}
