// Package pinfinding holds the part of pin coverage that the harness and the command share: the finding about a pin,
// its wording, and the merging of the findings of several tests about one pin.
package pinfinding

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/assay-go/assay/internal/message"
)

// Attribute is the key of the test attribute whose value is the [Finding.Line] of a pin.
const Attribute = "assay.pin"

// A Finding is the result of changing the cells of a pin.
type Finding struct {
	Pin       string   `json:"pin"`                 // its path
	Place     string   `json:"place"`               // file:line, from the test's directory
	Cases     int      `json:"cases,omitempty"`     // how many have it; 0 if it is the fixture's
	Case      string   `json:"case,omitempty"`      // the first of them
	Noticed   []int    `json:"noticed,omitempty"`   // rows in which a change was noticed
	Unnoticed []int    `json:"unnoticed,omitempty"` // rows in which no change was noticed
	Tried     []string `json:"tried,omitempty"`     // some of the values that no golden noticed
}

// Matters reports whether a golden depends on the pin.
func (f Finding) Matters() bool { return len(f.Noticed) > 0 }

// unread reports whether the pin was not changed because the transform does not read its column.
func (f Finding) unread() bool { return len(f.Noticed)+len(f.Unnoticed) == 0 }

// String describes the rows in which no golden notices a change, or returns "" if there are none.
func (f Finding) String() string {
	subject := fmt.Sprintf("%s: %s is pinned", f.Place, f.Pin)
	switch f.Cases {
	case 0:
	case 1:
		subject += fmt.Sprintf(" in %q", f.Case)
	default:
		subject += fmt.Sprintf(" in %d cases", f.Cases)
	}
	switch {
	case f.unread():
		return subject + ", but the transform does not read it"
	case !f.Matters():
		return fmt.Sprintf("%s, but no assertion depends on it (tried %s)", subject, strings.Join(f.Tried, ", "))
	case len(f.Unnoticed) > 0:
		rows := len(f.Noticed) + len(f.Unnoticed)
		word := "row"
		if len(f.Unnoticed) > 1 {
			word = "rows"
		}
		return fmt.Sprintf("%s, and matters in %d of %d rows, not in %s %s", subject, len(f.Noticed), rows, word,
			ranges(f.Unnoticed))
	}
	return ""
}

// ranges formats sorted rows, as in 0-3, 7, 9.
func ranges(rows []int) string {
	var parts []string
	for i := 0; i < len(rows); {
		j := i
		for j+1 < len(rows) && rows[j+1] == rows[j]+1 {
			j++
		}
		if part := strconv.Itoa(rows[i]); j > i {
			parts = append(parts, part+"-"+strconv.Itoa(rows[j]))
		} else {
			parts = append(parts, part)
		}
		i = j + 1
	}
	return strings.Join(parts, ", ")
}

const mostCharacters = 200 // of a text in a line

// Line returns the finding as a line of JSON, short enough for go test -json to keep whole.
func (f Finding) Line() string {
	f.Case, f.Pin = message.Shorten(f.Case, mostCharacters), message.Shorten(f.Pin, mostCharacters)
	f.Tried = slices.Clone(f.Tried)
	for i, value := range f.Tried {
		f.Tried[i] = message.Shorten(value, mostCharacters)
	}
	text, err := json.Marshal(f)
	if err != nil {
		return "{}" // cannot happen: JSON has all of its types
	}
	return string(text)
}

// CutPlace splits file:line. The line is 0 if place has none.
func CutPlace(place string) (file string, line int) {
	i := strings.LastIndexByte(place, ':')
	if i < 0 {
		return place, 0
	}
	line, err := strconv.Atoi(place[i+1:])
	if err != nil {
		return place, 0
	}
	return place[:i], line
}

// MostTried is how many values a finding lists.
const MostTried = 4

// Merge merges the findings of two tests about one pin.
func Merge(a, b Finding) Finding {
	a.Cases += b.Cases
	a.Noticed = union(a.Noticed, b.Noticed)
	noticed := func(row int) bool { return slices.Contains(a.Noticed, row) }
	a.Unnoticed = slices.DeleteFunc(union(a.Unnoticed, b.Unnoticed), noticed)
	a.Tried = union(a.Tried, b.Tried)
	a.Tried = a.Tried[:min(len(a.Tried), MostTried)]
	return a
}

// Compare sorts findings by place.
func Compare(a, b Finding) int {
	fileA, lineA := CutPlace(a.Place)
	fileB, lineB := CutPlace(b.Place)
	return cmp.Or(strings.Compare(fileA, fileB), cmp.Compare(lineA, lineB), strings.Compare(a.Pin, b.Pin))
}

func union[T cmp.Ordered](a, b []T) []T {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}
