package inline

import (
	"path"
	"path/filepath"
	"runtime"
	"strings"
)

// An Expectation is what a test expects, as it stands in a source.
type Expectation struct {
	Text string
	Site Site
}

// A Site is where a running test took an expectation from, as the compiler recorded it.
type Site struct {
	Package string // import path, as in the names of functions
	File    string // name of the file in the package's directory; in YAML, the path from the module's root
	Line    int    // of a call; 0 in YAML

	Test string // in YAML: the test that has the case, "" for a file of one case
	Case string // the name of the case; "" for a call of golden.Text
}

// Here returns the site of a caller: skip is 0 for the caller of Here.
func Here(skip int) Site {
	var pcs [1]uintptr
	runtime.Callers(skip+2, pcs[:])
	frame, _ := runtime.CallersFrames(pcs[:]).Next()
	return Site{Package: packageOf(frame.Function), File: path.Base(filepath.ToSlash(frame.File)), Line: frame.Line}
}

// packageOf returns the import path in the name of a function, such as example.com/shop.(*suite).check.func1. That of
// an external test ends in _test.
func packageOf(function string) string {
	dir, base := path.Split(function)
	base, _, _ = strings.Cut(base, ".")
	return strings.ReplaceAll(dir+base, "%2e", ".")
}

// A Place says where an expectation stands, by names.
type Place struct {
	File string `json:"file"`           // from the module's root, with slashes
	In   string `json:"in,omitempty"`   // Go: the declaration around it, such as TestReport or suite.check
	Test string `json:"test,omitempty"` // YAML: the test that has the case
	Case string `json:"case,omitempty"` // the name of the case; "" for a call of golden.Text
	Nth  int    `json:"nth,omitempty"`  // Go: of the calls, or of the cases with this name, in the declaration, from 0
}

// IsYAML reports whether the place is in YAML.
func (p Place) IsYAML() bool { return !strings.HasSuffix(p.File, ".go") }

// TestName returns the test that has the case at the place, or the declaration of a call.
func (p Place) TestName() string {
	if p.IsYAML() {
		return p.Test
	}
	return p.In
}

// PackageOf returns the directory of the package whose tests can have expectations in a file: a test file, or YAML in
// fixtures or testdata.
func PackageOf(file string) (dir string, ok bool) {
	dir = path.Dir(file)
	switch path.Ext(file) {
	case ".go":
		return dir, strings.HasSuffix(file, "_test.go")
	case ".yaml", ".yml":
		for _, below := range []string{"fixtures", "testdata"} {
			if at := strings.Index("/"+dir+"/", "/"+below+"/"); at >= 0 {
				dir = path.Clean("./" + strings.Trim(("/" + dir)[:at], "/"))
			}
		}
		return dir, true
	}
	return "", false
}

// A Literal is an expectation in a source.
type Literal struct {
	Place
	Line  int    // from 1
	Value string // as the program sees it
	Has   bool   // whether it is there; if not, Write adds it to its case

	composite composite // Go
	from, to  int       // Go: in bytes
	node      yamlNode  // YAML
}
