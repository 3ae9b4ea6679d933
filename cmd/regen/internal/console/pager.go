package console

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
)

// Paged calls write, and on a terminal sends what it writes through $PAGER or less. It is not an error if the pager
// does not start or ends early.
func Paged(ctx context.Context, out Console, write func(Console) error) error {
	if !out.Terminal {
		return write(out)
	}
	var text bytes.Buffer
	to := out
	to.Writer = &text
	if err := write(to); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, "less", "-FRX") // exits if the text fits on a screen
	if pager := os.Getenv("PAGER"); pager != "" && runtime.GOOS == "windows" {
		cmd = exec.CommandContext(ctx, pager)
	} else if pager != "" {
		cmd = exec.CommandContext(ctx, "sh", "-c", pager) // as git and man run it
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(text.Bytes()), out.File, os.Stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err == nil || errors.As(err, &exit) && exit.ExitCode() != notExecutable && exit.ExitCode() != notFound {
		return nil // the pager ran
	}
	_, err = io.Copy(out, &text)
	return err
}

// The exit statuses of a shell that cannot start a command.
const (
	notExecutable = 126
	notFound      = 127
)
