package cmdtest

import "syscall"

// endWithParent kills a program when this process ends, even if it crashes.
func endWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGKILL }
