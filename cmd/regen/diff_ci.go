package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/assay-go/assay/golden"
)

// A junitSuite is a test suite in the XML that CI servers read, a test case for each golden that differs.
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

// writeJUnit writes the differences as failures.
func writeJUnit(w io.Writer, differences []difference, o golden.TextOptions) error {
	suite := junitSuite{Name: "goldens", Tests: len(differences), Failures: len(differences)}
	for _, d := range differences {
		var text strings.Builder
		if err := d.report.Text(&text, o); err != nil {
			return err
		}
		suite.Cases = append(suite.Cases, junitCase{
			Class: visible(path.Dir(d.name)), Name: visible(path.Base(d.name)), File: d.golden,
			Failure: junitFailure{Message: visible(d.report.Summary()), Text: text.String()},
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

// Annotations of GitHub Actions are lines with these characters escaped.
var (
	annotationText     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	annotationProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// writeAnnotations writes a line for each difference, which GitHub shows beside the golden: an error where a result is
// pending, a notice where a golden was changed.
func writeAnnotations(w io.Writer, differences []difference, level string) error {
	for _, d := range differences {
		text := d.report.Summary()
		if reason := d.report.Reason(); reason != "" {
			text += ": " + reason
		}
		_, err := fmt.Fprintf(w, "::%s file=%s,line=1,title=%s::%s\n", level, annotationProperty.Replace(visible(d.golden)),
			annotationProperty.Replace(visible(d.name)), annotationText.Replace(visible(text)))
		if err != nil {
			return err
		}
	}
	return nil
}
