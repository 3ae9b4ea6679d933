package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
)

// paged writes what write says, through $PAGER or less where a person looks on. A pager that does not start, or is left
// early, is no error.
func paged(ctx context.Context, out console, write func(console) error) error {
	if !out.terminal {
		return write(out)
	}
	var text bytes.Buffer
	to := out
	to.Writer = &text
	if err := write(to); err != nil {
		return err
	}
	pager := strings.Fields(os.Getenv("PAGER"))
	if len(pager) == 0 {
		pager = []string{"less", "-FRX"} // prints what fits on a screen
	}
	cmd := exec.CommandContext(ctx, pager[0], pager[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(text.Bytes()), out.Writer, os.Stderr
	if err := cmd.Start(); err != nil {
		_, err = io.Copy(out, &text)
		return err
	}
	_ = cmd.Wait() // it has shown what it was asked for
	return nil
}
