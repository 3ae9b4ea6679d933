package goldendiff

import (
	"encoding/xml"
	"io"
	"path"
	"strings"

	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/term"
)

// A junitSuite is a test suite in the XML that CI servers read, with a test case for each golden that differs.
type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string       `xml:"classname,attr"`
	Name    string       `xml:"name,attr"`
	File    string       `xml:"file,attr"`
	Failure junitFailure `xml:"failure"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",cdata"`
}

// writeJUnit writes the differences as failed tests.
func writeJUnit(w io.Writer, differences []Difference, o report.TextOptions) error {
	suite := junitSuite{Name: "goldens", Tests: len(differences), Failures: len(differences)}
	for _, d := range differences {
		var text strings.Builder
		if err := d.report.Text(&text, o); err != nil {
			return err
		}
		suite.Cases = append(suite.Cases, junitCase{
			Class: term.Visible(path.Dir(d.name)), Name: term.Visible(path.Base(d.name)), File: term.Visible(d.golden),
			Failure: junitFailure{Message: term.Visible(d.report.Summary()), Text: text.String()},
		})
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(suite); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
