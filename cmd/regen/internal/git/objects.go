package git

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
)

// An objectReader reads objects from one git cat-file process.
type objectReader struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func (r *Repository) startObjects(ctx context.Context) (*objectReader, error) {
	cmd := exec.CommandContext(ctx, "git", "cat-file", "--batch", "--buffer")
	cmd.Dir = r.Top
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &objectReader{cmd, in, bufio.NewReaderSize(out, 1<<16)}, cmd.Start()
}

// request asks for all objects at once, except "": waiting for each would take longer than reading it.
func (o *objectReader) request(ids []string) {
	var all strings.Builder
	for _, id := range ids {
		if id != "" {
			all.WriteString(id + "\n")
		}
	}
	go func() {
		_, _ = io.WriteString(o.in, all.String()) // read reports missing objects
		o.in.Close()
	}()
}

// read returns the next requested object, or nil for "".
func (o *objectReader) read(id string) ([]byte, error) {
	if id == "" {
		return nil, nil
	}
	head, err := o.out.ReadString('\n')
	if err != nil {
		return nil, err
	}
	fields := strings.Fields(head) // id blob size
	if len(fields) != 3 || fields[1] != "blob" {
		return nil, fmt.Errorf("git cat-file: %s", strings.TrimSpace(head))
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || size > MaxGolden {
		return nil, fmt.Errorf("%s bytes, over the limit of %d", fields[2], MaxGolden)
	}
	content := make([]byte, size+1) // with the line end after it
	if _, err := io.ReadFull(o.out, content); err != nil {
		return nil, err
	}
	return content[:size:size], nil
}

// close ends the process, whose output may not have been read to the end.
func (o *objectReader) close() {
	o.in.Close()
	_ = o.cmd.Process.Kill()
	_ = o.cmd.Wait()
}
