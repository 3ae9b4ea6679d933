package git

import (
	"fmt"
	"os"
	"path"
	"strings"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/inline"
	"github.com/assay-go/assay/internal/store"
)

// expectations returns the goldens that stand in a source and differ between its two sides. Each has the path that its
// file would have.
func expectations(top *os.Root, file string, old, new []byte) (changed []*ChangedGolden) {
	was, is := map[string]string{}, map[string]string{}
	var names []string
	for _, e := range store.ExpectationsIn(top, file, old) {
		was[e.Golden] = e.Value
		names = append(names, e.Golden)
	}
	for _, e := range store.ExpectationsIn(top, file, new) {
		is[e.Golden] = e.Value
		if _, known := was[e.Golden]; !known {
			names = append(names, e.Golden)
		}
	}
	for _, name := range names {
		before, hadOne := was[name]
		after, hasOne := is[name]
		if before == after && hadOne == hasOne {
			continue
		}
		g := &ChangedGolden{Path: name, Source: file, oldInline: hadOne, newInline: hasOne}
		if hadOne {
			g.Old = []byte(before)
		}
		if hasOne {
			g.New = []byte(after)
		}
		changed = append(changed, g)
	}
	return changed
}

// Moved pairs goldens that moved from a file into a source, or back.
func Moved(changed []*ChangedGolden) (out []*ChangedGolden) {
	at := map[string]*ChangedGolden{}
	for _, c := range changed {
		other := at[c.Path]
		switch {
		case other == nil || (other.Source == "") == (c.Source == ""):
			at[c.Path] = c
			out = append(out, c)
		case other.Old == nil && c.New == nil:
			other.Old, other.oldInline, other.Source = c.Old, c.oldInline, other.Source+c.Source
			other.noteMove()
		case other.New == nil && c.Old == nil:
			other.New, other.newInline, other.Source = c.New, c.newInline, other.Source+c.Source
			other.noteMove()
		default:
			out = append(out, c)
		}
	}
	return out
}

func (c *ChangedGolden) noteMove() {
	switch {
	case c.newInline && !c.oldInline:
		c.moved = "the golden moved from its file into " + c.Source
	case c.oldInline && !c.newInline:
		c.moved = "the golden moved from " + c.Source + " into a file"
	}
}

// decodeExpectations turns expectations into goldens. They have the types of the other side if that is a file, and else
// types that fit their cells.
func (c *ChangedGolden) decodeExpectations() error {
	if !c.oldInline && !c.newInline {
		return nil
	}
	var like *goldenfile.File
	var err error
	switch {
	case c.oldInline && c.newInline:
		like = inline.Guess(string(c.Old), string(c.New))
	case c.oldInline && c.New != nil:
		like, err = goldenfile.Decode(c.New, c.Path)
	case c.oldInline:
		like = inline.Guess(string(c.Old))
	case c.Old != nil:
		like, err = goldenfile.Decode(c.Old, c.Path)
	default:
		like = inline.Guess(string(c.New))
	}
	if err != nil {
		return err
	}
	if like == nil {
		like = &goldenfile.File{Value: []byte("null\n"), Rules: goldenfile.SecondRules}
	}
	for _, side := range []struct {
		inline *bool
		text   *[]byte
	}{{&c.oldInline, &c.Old}, {&c.newInline, &c.New}} {
		if !*side.inline {
			continue
		}
		golden, err := inline.Golden(string(*side.text), like)
		if err != nil {
			return fmt.Errorf("%s: %s: %w", c.Source, strings.TrimSuffix(path.Base(c.Path), store.Suffix), err)
		}
		*side.text, *side.inline = golden, false
	}
	return nil
}
