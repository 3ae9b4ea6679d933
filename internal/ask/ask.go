// Package ask has what regen asks a test about one of its cases, and what the test answers. The flag -assay.ask
// of a test binary names a directory: the question is there, and the answer is written there.
package ask

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// A Question is about a case.
type Question struct {
	Command string        // shrink or why
	Case    string        // the name of its subtest
	Cell    string        // of the result, for why
	Table   string        // of the result, if it has several, for why
	Runs    int           // how often the transform may run
	Time    time.Duration // for how long
}

// An Answer is the reply, or the reason why the test has no reply.
type Answer struct {
	Error  string
	Shrunk *Shrunk `json:",omitempty"`
	Why    *Why    `json:",omitempty"`
}

// The files of the directory.
const (
	questionFile = "question.json"
	answerFile   = "answer.json"
)

// Write writes a question.
func (q Question) Write(dir string) error { return write(filepath.Join(dir, questionFile), q) }

// Read reads the question in a directory.
func Read(dir string) (q Question, err error) {
	return q, read(filepath.Join(dir, questionFile), &q)
}

// Write writes an answer.
func (a Answer) Write(dir string) error { return write(filepath.Join(dir, answerFile), a) }

// ReadAnswer reads the answer in a directory. It is not ok if the test has written none.
func ReadAnswer(dir string) (a Answer, ok bool, err error) {
	err = read(filepath.Join(dir, answerFile), &a)
	if errors.Is(err, fs.ErrNotExist) {
		return a, false, nil
	}
	return a, err == nil, err
}

func write(file string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}

func read(file string, v any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, v)
}
