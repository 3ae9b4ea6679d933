// Package goldendiff compares goldens with pending results or with another revision, and writes the differences as
// text, JSON, JUnit XML and GitHub annotations. Package report writes Markdown and HTML.
package goldendiff

import (
	"context"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/internal/report"
)

// Formats are the formats of regen diff.
var Formats = []string{"text", "markdown", "html", "json", "junit", "github"}

// Options are the flags of regen diff.
type Options struct {
	Base   string
	Format string
	All    bool

	names []string // the patterns of pending results
}

// Differences compares the goldens that the patterns match, or all of them, with pending results or with the base. If
// some results cannot be compared, it returns the others and an error.
func (o *Options) Differences(ctx context.Context, patterns []string) ([]Difference, error) {
	if o.Base != "" {
		return baseDifferences(ctx, o.Base, patterns)
	}
	o.names = patterns
	return pendingDifferences(patterns)
}

// Write writes the differences in the format.
func (o *Options) Write(out console.Console, differences []Difference) error {
	reports := make([]*report.Report, len(differences))
	for i, d := range differences {
		reports[i] = d.report
	}
	switch o.Format {
	case "markdown":
		return report.WriteMarkdown(out, reports...)
	case "html":
		return report.WriteHTML(out, reports...)
	case "json":
		return writeJSON(out, differences)
	case "junit":
		return writeJUnit(out, differences, o.text())
	case "github":
		if o.Base != "" {
			return writeAnnotations(out, differences, "notice")
		}
		return writeAnnotations(out, differences, "error")
	}
	return o.writeText(out, differences)
}
