package table

import (
	"encoding/json"
	"errors"
	"os"

	"github.com/assay-go/assay/internal/goldenfile"
)

// A writtenOutcome is an outcome for another process. Texts are bytes because JSON changes what is not UTF-8.
type writtenOutcome struct {
	Crash, WrongResult, Error, FailedAt []byte
	Failed                              bool
	Parts                               []writtenPart
}

type writtenPart struct {
	At, Name []byte
	Golden   []byte // with the table or the value
	IsTable  bool
}

func writeOutcome(file string, o runOutcome) error {
	text, err := encodeOutcome(o)
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}

func encodeOutcome(o runOutcome) ([]byte, error) {
	w := writtenOutcome{FailedAt: []byte(o.failedAt), Failed: o.err != nil}
	var crashed *crash
	var wrong *resultError
	switch {
	case errors.As(o.err, &crashed):
		w.Crash = []byte(crashed.line())
	case errors.As(o.err, &wrong):
		w.WrongResult = []byte(wrong.err.Error())
	case o.err != nil:
		w.Error = []byte(o.err.Error())
	default:
		for _, p := range o.result {
			part, err := writePart(p)
			if err != nil {
				return nil, err
			}
			w.Parts = append(w.Parts, part)
		}
	}
	return json.Marshal(w)
}

func writePart(p resultPart) (w writtenPart, err error) {
	w = writtenPart{At: []byte(p.at), Name: []byte(p.name), IsTable: p.file == nil}
	f := p.file
	if w.IsTable {
		f = &goldenfile.File{Order: goldenfile.Ordered, Table: p.table}
	}
	w.Golden, err = goldenfile.Encode(f)
	return w, err
}

// readOutcome reads an outcome that another process wrote.
func readOutcome(file string) (o runOutcome, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return o, err
	}
	return decodeOutcome(text)
}

func decodeOutcome(text []byte) (o runOutcome, err error) {
	var w writtenOutcome
	if err := json.Unmarshal(text, &w); err != nil {
		return o, err
	}
	o.failedAt = string(w.FailedAt)
	switch {
	case len(w.Crash) > 0:
		o.err = &crash{msg: string(w.Crash)}
	case len(w.WrongResult) > 0:
		o.err = &resultError{errors.New(string(w.WrongResult))}
	case w.Failed:
		o.err = errors.New(string(w.Error))
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
	p = resultPart{at: string(w.At), name: string(w.Name)}
	if p.file, err = goldenfile.Decode(w.Golden, p.name); err == nil && w.IsTable {
		p.table, p.file = p.file.Table, nil
	}
	return p, err
}
