package cmdtest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"

	"github.com/assay-go/assay/internal/budget"
	"github.com/assay-go/assay/internal/datafile"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/table/internal/outside"
)

// run runs the program once, in a directory of its own for input and output.
func (p Program) run(ctx context.Context, in outside.Input) (_ []arrow.Table, err error) {
	dir, err := os.MkdirTemp("", "assay-cmd-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	input, output := filepath.Join(dir, "input"), filepath.Join(dir, "output")
	for _, d := range []string{input, output} {
		if err := os.Mkdir(d, 0o700); err != nil {
			return nil, err
		}
	}
	for _, name := range in.Names {
		if err := writeStream(filepath.Join(input, name+extension), in.Tables[name]); err != nil {
			return nil, fmt.Errorf("dataset %s cannot be written as Arrow IPC: %w", message.Quote(name), err)
		}
	}
	stdin := os.DevNull
	if len(in.Names) == 1 {
		stdin = filepath.Join(input, in.Names[0]+extension)
	}
	most, err := largestResult()
	if err != nil {
		return nil, err
	}
	c := &process{
		args: p.Args, dir: p.Dir, stdin: stdin, limit: cmp.Or(p.Limit, time.Minute), mostOutput: most,
		env: append(os.Environ(), append(p.Env, "ASSAY_INPUT="+input, "ASSAY_OUTPUT="+output)...),
	}
	if !in.Now.IsZero() {
		c.env = append(c.env, p.Clock+"="+in.Now.UTC().Format(time.RFC3339Nano))
	}
	stdout, err := c.run(ctx)
	if err != nil {
		return nil, err
	}
	tables, err := p.results(output, stdout, most)
	if err != nil {
		return nil, &outside.ResultError{Err: fmt.Errorf("%s: %w", c.name(), err)}
	}
	return tables, nil
}

// largestResult returns the number of bytes that a result may have.
func largestResult() (int64, error) {
	scale, err := budget.Scale()
	return scale * budget.Fixture, err
}

// writeStream writes a table as an Arrow IPC stream.
func writeStream(path string, t arrow.Table) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := ipc.NewWriter(f, ipc.WithSchema(t.Schema()))
	defer func() { err = errors.Join(err, w.Close()) }()
	r := array.NewTableReader(t, 0)
	defer r.Release()
	for r.Next() {
		if err := w.Write(r.Record()); err != nil {
			return err
		}
	}
	return r.Err()
}

// results reads the tables that the program wrote to a directory or to standard output.
func (p Program) results(output string, stdout []byte, most int64) ([]arrow.Table, error) {
	names := p.Tables
	if names == nil {
		names = []string{resultFile}
	}
	var tables []arrow.Table
	for _, name := range names {
		content, err := readResult(filepath.Join(output, name+extension), most)
		switch {
		case errors.Is(err, fs.ErrNotExist) && p.Tables == nil && len(stdout) > 0:
			content, name = stdout, "standard output"
		case errors.Is(err, fs.ErrNotExist) && p.Tables == nil:
			return nil, fmt.Errorf("no result: it wrote neither %s%s to the directory ASSAY_OUTPUT nor anything "+
				"to standard output", resultFile, extension)
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("no table %q: it did not write %s%s to the directory ASSAY_OUTPUT",
				name, name, extension)
		case err != nil:
			return nil, err
		default:
			name += extension
		}
		rec, err := decode(name, content)
		if err != nil {
			return nil, err
		}
		tables = append(tables, array.NewTableFromRecords(rec.Schema(), []arrow.Record{rec}))
	}
	return tables, nil
}

// readResult reads a file that a program wrote. It follows no link, and reads no device.
func readResult(path string, most int64) ([]byte, error) {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file", filepath.Base(path))
	case info.Size() > most:
		return nil, tooLarge(filepath.Base(path), most)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most))
}

// decode returns the table of an Arrow IPC stream or file.
func decode(name string, content []byte) (arrow.Record, error) {
	rec, err := datafile.Read(resultFile+extension, content, datafile.Options{})
	var wrong *datafile.Error
	if !errors.As(err, &wrong) {
		return rec, err
	}
	wrong.File = name
	start := ""
	if text := strings.ToValidUTF8(string(content[:min(len(content), 200)]), ""); printable(text) {
		start = "; it starts with " + message.Quote(text)
	}
	return nil, fmt.Errorf("%w%s", wrong, start)
}

// printable reports whether a result is a text, which a program prints by mistake.
func printable(text string) bool {
	isControl := func(r rune) bool { return r < ' ' && !strings.ContainsRune("\n\r\t", r) }
	return text != "" && !strings.ContainsFunc(text, isControl)
}
