package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/assay-go/assay/internal/pincover"
)

// pinOptions are the flags of regen test about pins.
type pinOptions struct {
	pins  bool
	floor int    // percent of the pins
	file  string // for JSON
}

func (o pinOptions) asked() bool { return o.pins || o.floor > 0 || o.file != "" }

func (o pinOptions) check() error {
	if o.floor < 0 || o.floor > 100 {
		return fmt.Errorf("--pins-floor %d: want a percentage from 0 to 100", o.floor)
	}
	return nil
}

// A pinnedPackage is what the tests of a package found about pins.
type pinnedPackage struct {
	Package  string             `json:"package"`
	Pins     int                `json:"pins"`
	Matter   int                `json:"matter"` // pins that a golden of the package depends on
	findings []pincover.Finding // a pin once
}

// A pinReport is what regen test --pins-json writes.
type pinReport struct {
	Pins     int                `json:"pins"`
	Matter   int                `json:"matter"`
	Packages []*pinnedPackage   `json:"packages"`
	Findings []pincover.Finding `json:"findings"` // of every pin, by place
}

// pinReportOf gathers the findings of the packages. Places are made relative to the working directory, so that a fixture
// that several packages use has one place.
func pinReportOf(found map[string][]pincover.Finding, packages []testPackage) pinReport {
	wd, err := os.Getwd()
	r := pinReport{Packages: []*pinnedPackage{}, Findings: []pincover.Finding{}}
	for _, p := range packages {
		of := &pinnedPackage{Package: p.path}
		dir := p.dir
		if rel, relErr := filepath.Rel(wd, p.dir); err == nil && relErr == nil {
			dir = rel
		}
		for _, f := range found[p.path] {
			f.Place = path.Join(filepath.ToSlash(dir), f.Place)
			of.findings = mergeInto(of.findings, f)
			r.Findings = mergeInto(r.Findings, f)
		}
		if len(of.findings) == 0 {
			continue
		}
		of.Pins, of.Matter = len(of.findings), matter(of.findings)
		r.Packages = append(r.Packages, of)
	}
	slices.SortFunc(r.Findings, pincover.Compare)
	r.Pins, r.Matter = len(r.Findings), matter(r.Findings)
	return r
}

// mergeInto adds a finding to the one about its pin.
func mergeInto(all []pincover.Finding, f pincover.Finding) []pincover.Finding {
	i := slices.IndexFunc(all, func(other pincover.Finding) bool { return other.Place == f.Place && other.Pin == f.Pin })
	if i < 0 {
		return append(all, f)
	}
	all[i] = pincover.Merge(all[i], f)
	return all
}

func matter(findings []pincover.Finding) (n int) {
	for _, f := range findings {
		if f.Matters() {
			n++
		}
	}
	return n
}

// write lists the pins that no golden depends on, and then how many do, by package. An error says that they are too few.
func (o pinOptions) write(out console, r pinReport) error {
	if o.file != "" {
		text, err := json.MarshalIndent(r, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(o.file, append(text, '\n'), 0o666); err != nil {
			return err
		}
	}
	fmt.Fprintln(out)
	for _, f := range r.Findings {
		if line := f.String(); line != "" {
			fmt.Fprintln(out, visible(line))
		}
	}
	for _, p := range r.Packages {
		fmt.Fprintf(out, "pins: a golden depends on %s  %s\n", outOf(p.Matter, p.Pins), p.Package)
	}
	if r.Pins == 0 {
		fmt.Fprintln(out, "pins: no transform reads a pinned column")
	}
	if r.Matter*100 < o.floor*r.Pins {
		fmt.Fprintln(out, out.style(red, fmt.Sprintf("pins: a golden depends on %s, and --pins-floor wants %d%%", outOf(r.Matter, r.Pins), o.floor)))
		return errWork
	}
	return nil
}

func outOf(part, whole int) string {
	return fmt.Sprintf("%d of %d (%d%%)", part, whole, part*100/whole)
}

// addPin keeps the finding that a test has told of.
func (t *testRun) addPin(e event) {
	var f pincover.Finding
	if e.Key != pincover.Attribute || json.Unmarshal([]byte(e.Value), &f) != nil {
		return
	}
	if t.pins == nil {
		t.pins = map[string][]pincover.Finding{}
	}
	t.pins[e.Package] = append(t.pins[e.Package], f)
}
