package gotest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/exitcode"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/pinfinding"
	"github.com/assay-go/assay/internal/term"
)

// PinOptions are the flags of regen test that concern pins.
type PinOptions struct {
	Pins  bool
	Floor int    // percent of the pins that goldens must depend on
	File  string // for the report as JSON
}

// Asked reports whether any flag asks for pin coverage.
func (o PinOptions) Asked() bool { return o.Pins || o.Floor > 0 || o.File != "" }

// Check returns an error if a flag has a wrong value.
func (o PinOptions) Check() error {
	if o.Floor < 0 || o.Floor > 100 {
		return fmt.Errorf("--pins-floor %d: want a percentage from 0 to 100", o.Floor)
	}
	return nil
}

// A pinnedPackage is what the tests of a package found out about pins.
type pinnedPackage struct {
	Package  string               `json:"package"`
	Pins     int                  `json:"pins"`
	Matter   int                  `json:"matter"` // pins that a golden of the package depends on
	findings []pinfinding.Finding // one for each pin
}

// A pinReport is what regen test --pins-json writes.
type pinReport struct {
	Pins     int                  `json:"pins"`
	Matter   int                  `json:"matter"`
	Packages []*pinnedPackage     `json:"packages"`
	Findings []pinfinding.Finding `json:"findings"` // of every pin, by place
}

// NewPinReport gathers the findings of the packages. It makes places relative to the working directory, so that a
// fixture that several packages use has one place.
func NewPinReport(found map[string][]pinfinding.Finding, packages []Package) pinReport {
	wd, err := os.Getwd()
	r := pinReport{Packages: []*pinnedPackage{}, Findings: []pinfinding.Finding{}}
	for _, p := range packages {
		of := &pinnedPackage{Package: p.Path}
		dir := p.Dir
		if rel, relErr := filepath.Rel(wd, p.Dir); err == nil && relErr == nil {
			dir = rel
		}
		for _, f := range found[p.Path] {
			f.Place = path.Join(filepath.ToSlash(dir), f.Place)
			of.findings = mergeInto(of.findings, f)
			r.Findings = mergeInto(r.Findings, f)
		}
		if len(of.findings) == 0 {
			continue
		}
		of.Pins, of.Matter = len(of.findings), countDependedOn(of.findings)
		r.Packages = append(r.Packages, of)
	}
	slices.SortFunc(r.Findings, pinfinding.Compare)
	r.Pins, r.Matter = len(r.Findings), countDependedOn(r.Findings)
	return r
}

// mergeInto merges a finding with the one about the same pin.
func mergeInto(all []pinfinding.Finding, f pinfinding.Finding) []pinfinding.Finding {
	i := slices.IndexFunc(all, func(other pinfinding.Finding) bool { return other.Place == f.Place && other.Pin == f.Pin })
	if i < 0 {
		return append(all, f)
	}
	all[i] = pinfinding.Merge(all[i], f)
	return all
}

func countDependedOn(findings []pinfinding.Finding) (n int) {
	for _, f := range findings {
		if f.Matters() {
			n++
		}
	}
	return n
}

// WritePins lists the pins that no golden depends on, then how many matter in each package. It returns an error if
// they are fewer than --pins-floor.
func (o PinOptions) WritePins(out console.Console, r pinReport) error {
	if o.File != "" {
		var text bytes.Buffer
		if err := term.WriteJSON(&text, r); err != nil {
			return err
		}
		if err := os.WriteFile(o.File, text.Bytes(), 0o666); err != nil {
			return err
		}
	}
	fmt.Fprintln(out)
	for _, f := range r.Findings {
		if line := f.String(); line != "" {
			fmt.Fprintln(out, term.Visible(line))
		}
	}
	for _, p := range r.Packages {
		fmt.Fprintf(out, "pins: goldens depend on %s  %s\n", ratio(p.Matter, p.Pins), p.Package)
	}
	if r.Pins == 0 {
		fmt.Fprintln(out, "pins: no transform reads a pinned column")
	}
	if r.Matter*100 < o.Floor*r.Pins {
		fmt.Fprintln(out, out.Style(term.Red, fmt.Sprintf("pins: goldens depend on %s, below --pins-floor %d%%",
			ratio(r.Matter, r.Pins), o.Floor)))
		return exitcode.ErrPending
	}
	return nil
}

func ratio(part, whole int) string {
	return fmt.Sprintf("%d of %s (%d%%)", part, message.Count(whole, "pin"), part*100/whole)
}

// pinFinding returns the finding in a test's attribute.
func pinFinding(e event) (f pinfinding.Finding, ok bool) {
	ok = e.Key == pinfinding.Attribute && json.Unmarshal([]byte(e.Value), &f) == nil
	return f, ok
}
