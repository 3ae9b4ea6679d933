package store

import (
	"fmt"
	"os"

	"github.com/assay-go/assay/internal/message"
)

// Environment variables of Bazel: the label of the test, and, under bazel run, the directory of the repository.
const (
	targetVariable     = "TEST_TARGET"
	repositoryVariable = "BUILD_WORKSPACE_DIRECTORY"
)

// errSandboxed says why a sandboxed store writes nothing, and how to write goldens.
func errSandboxed() error {
	target := os.Getenv(targetVariable)
	if target == "" {
		target = "TARGET"
	} else {
		target = message.ShellWord(target)
	}
	return fmt.Errorf("a test in a sandbox writes nothing: bazel run %s -- -update writes its goldens", target)
}
