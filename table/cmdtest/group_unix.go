//go:build unix

package cmdtest

import (
	"os"
	"syscall"
)

// ownGroup starts a program as the first of a group of processes. What it starts is in that group, unless it leaves it.
func ownGroup() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	endWithParent(attr)
	return attr
}

// killGroup kills a program and what it has started.
func killGroup(p *os.Process) error { return syscall.Kill(-p.Pid, syscall.SIGKILL) }
