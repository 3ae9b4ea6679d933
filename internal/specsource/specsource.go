// Package specsource holds what a fixture notes on the parts of a gen.Spec: the places where they are written, and what
// only fixtures need. Package gen embeds these types in its own, so that they do not show in its documentation.
package specsource

import "fmt"

// A Place is where a part of a spec is written, for errors.
type Place struct {
	At any // nil if it is not known; package gen asks no more of it than a fmt.Stringer's text

	// Broken says that errors of the part are reported already. What needs it fails without another report.
	Broken bool
}

// A Column is what a fixture notes on a gen.Column.
type Column struct {
	Place
	Keys map[string]any // the places of the values of its keys, for errors about one of them
}

// A Per is what a fixture notes on a gen.Per.
type Per struct {
	Place
	CountAt any // the place of the count; nil means that of the Per
}

// A Pin is what a fixture notes on a gen.Pin.
type Pin struct {
	Place
	Clip bool // rows that the dataset does not have are skipped; otherwise they are an error
}

// A When is what a fixture notes on a gen.When.
type When struct {
	Wraps bool // Else draws what the column would without the When, so that wrapping it moves no cell
}

// TwoTypes is the error of a gen.When whose branches have two types. It has the names of the types.
type TwoTypes struct{ Then, Else string }

func (e *TwoTypes) Error() string {
	return fmt.Sprintf("makes %s if the condition is true, and %s if not; name the type", e.Then, e.Else)
}
