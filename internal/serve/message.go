// Package serve has the messages between regen and a test binary that runs its cases on request.
//
// The binary greets at each call of table.Run and then answers requests, one at a time, until regen lets it go on.
// While it makes an input smaller, it asks regen in turn. Messages are JSON with their length in front, on a pair of
// pipes or, on Windows, a socket: standard output belongs to the tests.
package serve

import (
	"encoding/json"

	"github.com/assay-go/assay/internal/ask"
)

// Protocol is the version of the messages. Binaries of another version do not understand each other.
const Protocol = 1

// Flag is the name of the flag of a test binary that makes it serve.
const Flag = "assay.serve"

// GC is the environment of a serving binary. An input takes little memory and is garbage at once, so a third of the
// time would go to the garbage collector.
const GC = "GOGC=800"

// A Hello greets from a call of table.Run.
type Hello struct {
	Protocol int
	Test     string // with its subtests
	Call     int    // of table.Run in the test, from 0
	Cases    []string
	Error    string // why its cases cannot run
}

// A Request asks for one thing. An empty request lets the binary go on to the next call of table.Run.
type Request struct {
	Open    *Open    `json:",omitempty"`
	Run     *Run     `json:",omitempty"`
	Compare *Compare `json:",omitempty"`
	Shrink  *Shrink  `json:",omitempty"`
}

// An Open prepares a case. The answer is [Opened].
type Open struct{ Case int }

// Opened says what the transform of a case reads.
type Opened struct {
	Columns []Column
	Has     []Column // all columns of the fixture
	Error   string   // why the case cannot run
}

// A Column is a column that a transform reads, or the struct column around it.
type Column struct{ Dataset, Name string }

// A Run runs a case on an input. The answer is [Ran].
type Run struct {
	Case  int
	N     uint64            // of the input; 0 is that of the case itself
	Keep  bool              // the pins keep their values
	Hash  []Column          // what the hash of the input covers
	Input map[string][]byte `json:",omitempty"` // the datasets as Arrow streams, instead of those of N
	Want  Want
}

// A Want says what else an answer has.
type Want struct {
	Input   bool `json:",omitempty"`
	Outcome bool `json:",omitempty"`
}

// Ran is how a run ended.
type Ran struct {
	Input   uint64 // the hash of the input
	Outcome uint64 // the hash of the result or of the error
	Kind    Kind
	Text    string            `json:",omitempty"` // of an error
	Given   map[string][]byte `json:",omitempty"` // the input as Arrow streams
	Full    json.RawMessage   `json:",omitempty"` // the outcome, for Compare
}

// A Kind is a kind of outcome.
type Kind string

// The kinds of outcomes.
const (
	Result Kind = "result"
	Error  Kind = "error"
	Crash  Kind = "crash"
	Unfit  Kind = "unfit" // the input cannot be made
)

// A Compare compares two outcomes with the options of a case. The answer is [Compared].
type Compare struct {
	Case     int
	Old, New json.RawMessage
}

// Compared is how two outcomes differ.
type Compared struct {
	Equal    bool
	Summary  string // one line
	Text     string // the report as text, Markdown and JSON; "" if an outcome is not a result
	Markdown string
	JSON     json.RawMessage `json:",omitempty"`
}

// A Shrink makes an input smaller on which the other binary ends otherwise. Until the answer, which is [Shrunk], the
// binary sends a Shrunk with Ask for each input that it tries, and gets [Told].
type Shrink struct {
	Case int
	N    uint64
	Keep bool
}

// An Ask asks what the other binary makes of an input.
type Ask struct{ Input map[string][]byte }

// Told is the other binary's outcome. Full is nil without one.
type Told struct {
	Full json.RawMessage `json:",omitempty"`
}

// Shrunk is an input that is as small as it could be made.
type Shrunk struct {
	Ask      *Ask            `json:",omitempty"` // it goes on
	Small    *ask.Shrunk     `json:",omitempty"`
	Old, New json.RawMessage `json:",omitempty"` // the outcomes on it
	Failed   string          `json:",omitempty"` // why it could not be made smaller
}
