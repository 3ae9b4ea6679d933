package fake

import (
	"embed"
	"fmt"
	"hash/fnv"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-go/assay/gen/internal/draw"
	"github.com/assay-go/assay/internal/message"
)

// Version is the version of gofakeit that decides the values.
const Version = "v7.18.1"

// Minor is Version as people write it in fixtures.
const Minor = "7.18"

// A Record has the values that functions make in a version of gofakeit, so that a later version can be checked against
// it. The folder versions has the records. This command adds one: go test ./gen/internal/fake -run TestVectors -update
type Record struct {
	Version string            // as users write it: 7.18
	lines   map[string]string // by the function's name
}

//go:embed versions/*.txt
var versions embed.FS

// Versions returns the recorded versions, oldest first.
func Versions() []string {
	files, err := fs.Glob(versions, "versions/*.txt")
	if err != nil {
		panic(err) // the pattern is valid
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(strings.TrimPrefix(f, "versions/"), ".txt")
	}
	slices.SortFunc(files, func(a, b string) int { return slices.Compare(numbers(a), numbers(b)) })
	return files
}

// numbers returns the parts of a version as numbers.
func numbers(version string) []int {
	var n []int
	for part := range strings.SplitSeq(version, ".") {
		i, err := strconv.Atoi(part)
		if err != nil {
			panic("fake: the record of " + version + " is of no version")
		}
		n = append(n, i)
	}
	return n
}

// RecordOf returns the record of a version such as 7.18.
func RecordOf(version string) (*Record, error) {
	if !slices.Contains(Versions(), version) {
		return nil, fmt.Errorf("unknown version %s: want one of %s", message.Quote(version),
			strings.Join(Versions(), ", "))
	}
	text, err := versions.ReadFile("versions/" + version + ".txt")
	return parseRecord(version, string(text)), err
}

func parseRecord(version, text string) *Record {
	r := &Record{version, map[string]string{}}
	for line := range strings.Lines(text) {
		if name, _, ok := strings.Cut(line, "\t"); ok {
			r.lines[name] = strings.TrimSpace(line)
		}
	}
	return r
}

// Moved returns the names of the functions used by a sampler, also in its patterns, that make other values than the
// record says.
func (r *Record) Moved(s *Sampler) []string {
	var moved []string
	for _, f := range s.uses {
		if f.key == "generate" {
			continue // the record has other functions
		}
		if r.lines[f.name] != f.Line() && !slices.Contains(moved, f.name) {
			moved = append(moved, f.name)
		}
	}
	return moved
}

// Line returns the line of a function in a record: its name, the type of its values, a hash of 100 of them (10 of
// documents), a hash of its word lists, and the first value.
func (f *Func) Line() string {
	c := &compiler{natives: natives, now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), shared: &cache{}}
	s, err := c.sampler(f, f.Example())
	if err != nil {
		panic("fake: the example of " + err.Error())
	}
	n := uint64(100)
	if f.key == "emailtext" || f.key == "markdown" {
		n = 10 // the records count so many
	}
	h := fnv.New64a()
	for i := range n {
		fmt.Fprintf(h, "%s\n", s.AppendText(nil, recorded(i)))
	}
	words := uint64(0)
	if s.text.words != nil {
		words = s.text.words()
	}
	return fmt.Sprintf("%s\t%s\t%016x\t%016x\t%.60q", f.name, s.typeText(), h.Sum64(), words,
		s.AppendText(nil, recorded(0)))
}

// recorded returns the key of value i of a record.
func recorded(i uint64) uint64 {
	i = (i + 1) * draw.Gamma
	return i ^ i>>29
}
