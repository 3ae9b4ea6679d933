package table

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/ipc"

	"github.com/assay-go/assay/internal/goldenfile"
)

// A writtenOutcome is an outcome in a file.
type writtenOutcome struct {
	Crash, WrongResult, Error, FailedAt string
	Failed                              bool
	Parts                               []writtenPart
}

type writtenPart struct {
	At, Name    string
	Table, File []byte // an Arrow stream, or a golden
}

func writeOutcome(file string, o runOutcome) error {
	w := writtenOutcome{FailedAt: o.failedAt, Failed: o.err != nil}
	var crashed *crash
	var wrong *resultError
	switch {
	case errors.As(o.err, &crashed):
		w.Crash = crashed.line()
	case errors.As(o.err, &wrong):
		w.WrongResult = wrong.err.Error()
	case o.err != nil:
		w.Error = o.err.Error()
	default:
		for _, p := range o.result {
			part, err := writePart(p)
			if err != nil {
				return err
			}
			w.Parts = append(w.Parts, part)
		}
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(w); err != nil {
		return err
	}
	return os.WriteFile(file, b.Bytes(), 0o600)
}

func writePart(p resultPart) (w writtenPart, err error) {
	w = writtenPart{At: p.at, Name: p.name}
	if p.file != nil {
		w.File, err = goldenfile.Encode(p.file)
		return w, err
	}
	for _, f := range p.table.Schema().Fields() {
		if _, ok := f.Type.(arrow.ExtensionType); ok {
			return w, fmt.Errorf("the type of column %s may be unknown elsewhere", f.Name)
		}
	}
	var b bytes.Buffer
	out := ipc.NewWriter(&b, ipc.WithSchema(p.table.Schema()))
	if err := out.Write(p.table); err != nil {
		return w, err
	}
	err = out.Close()
	w.Table = b.Bytes()
	return w, err
}

// readOutcome reads an outcome that another process wrote.
func readOutcome(file string) (o runOutcome, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return o, err
	}
	var w writtenOutcome
	if err := gob.NewDecoder(bytes.NewReader(text)).Decode(&w); err != nil {
		return o, err
	}
	o.failedAt = w.FailedAt
	switch {
	case w.Crash != "":
		o.err = &crash{msg: w.Crash}
	case w.WrongResult != "":
		o.err = &resultError{errors.New(w.WrongResult)}
	case w.Failed:
		o.err = errors.New(w.Error)
	}
	for _, p := range w.Parts {
		part, err := readPart(p)
		if err != nil {
			return o, err
		}
		o.result = append(o.result, part)
	}
	return o, nil
}

func readPart(w writtenPart) (p resultPart, err error) {
	p = resultPart{at: w.At, name: w.Name}
	if w.File != nil {
		p.file, err = goldenfile.Decode(w.File, w.Name)
		return p, err
	}
	r, err := ipc.NewReader(bytes.NewReader(w.Table))
	if err != nil {
		return p, err
	}
	defer r.Release()
	if !r.Next() {
		return p, cmp.Or(r.Err(), io.ErrUnexpectedEOF)
	}
	p.table = r.Record()
	p.table.Retain()
	return p, nil
}
