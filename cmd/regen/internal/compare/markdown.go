package compare

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/report"
)

// WriteMarkdown writes the comparison for a comment on a pull request, cut to the size of one.
func (c *Comparison) WriteMarkdown(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "**%s**\n", report.MarkdownText(c.Summary()))
	for i, t := range c.Transforms {
		if t.Difference == nil {
			continue
		}
		d := t.Difference.writeMarkdown(t.Name)
		if b.Len()+len(d) > report.MarkdownLimit/4*3 {
			fmt.Fprintf(&b, "\n… and those of %s, which do not fit here.\n",
				message.Count(len(c.Transforms)-i, "more transform"))
			break
		}
		b.WriteString(d)
	}
	if len(c.Transforms) > 0 {
		b.WriteString("\n<details><summary>Transforms</summary>\n\n" +
			"| transform | inputs | distinct results | errors | |\n|---|---:|---:|---:|---|\n")
		for i, t := range c.Transforms {
			if b.Len() > report.MarkdownLimit-4000 {
				fmt.Fprintf(&b, "\n… and %s.\n", message.Count(len(c.Transforms)-i, "more transform"))
				break
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", report.MarkdownCode(message.Shorten(t.Name, 200)),
				message.Thousands(t.Inputs), message.Thousands(t.Distinct), message.Thousands(t.Errors),
				report.MarkdownText(t.remark()))
		}
		b.WriteString("\n</details>\n")
	}
	for _, l := range append(c.limits(), c.lists()...) {
		fmt.Fprintf(&b, "\n%s:\n\n", report.MarkdownText(l.title))
		for i, line := range l.lines {
			if b.Len() > report.MarkdownLimit-1000 {
				fmt.Fprintf(&b, "- … and %s\n", message.Count(len(l.lines)-i, "more line"))
				break
			}
			fmt.Fprintf(&b, "- %s\n", report.MarkdownText(message.Shorten(line, 300)))
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

// remark is what the table of transforms says in a few words.
func (t *Transform) remark() string {
	switch {
	case t.Difference != nil:
		return "differs"
	case t.Inputs == 0:
		return "nothing was compared"
	case len(t.Untested) == t.Cases:
		return "nothing was tested: all inputs of a case give one result"
	case len(t.Untested) > 0:
		return fmt.Sprintf("nothing was tested in %s", message.Count(len(t.Untested), "case"))
	}
	return ""
}

// limits lists what limits the verdict on each transform.
func (c *Comparison) limits() (all []titledList) {
	for _, t := range c.Transforms {
		if notes := t.notes(); len(notes) > 0 {
			all = append(all, titledList{message.Shorten(t.Name, 200), notes})
		}
	}
	return all
}

// mostSmallest is the most bytes of a smallest input in Markdown: a comment has room for several.
const mostSmallest = 8000

func (d *Difference) writeMarkdown(transform string) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "\n### %s\n\nDiffers in case %s", report.MarkdownCode(message.Shorten(transform, 200)),
		report.MarkdownCode(message.Shorten(d.Case, 200)))
	if d.markdown != "" {
		fmt.Fprintf(&b, "\n\n%s", d.markdown)
	} else {
		fmt.Fprintf(&b, ": %s\n", report.MarkdownText(message.Shorten(d.Summary, 1000)))
	}
	switch s := d.Smallest; {
	case s != nil:
		title, rows, _ := strings.Cut(s.Text()+s.CaseText(), "\n")
		lines := strings.Split(strings.TrimRight(rows, "\n"), "\n")
		for i, line := range lines {
			// Within <pre>, spaces stay as they are, and a case can be copied.
			lines[i] = strings.ReplaceAll(report.MarkdownCode(line), "&#160;", " ")
		}
		text := "<pre>\n" + strings.Join(lines, "\n") + "\n</pre>"
		if len(text) > mostSmallest {
			text = "It does not fit here."
		}
		fmt.Fprintf(&b, "\n<details><summary>%s</summary>\n\n%s\n\n</details>\n", report.MarkdownText(title), text)
	case d.Unshrunk != "":
		fmt.Fprintf(&b, "\nThe input is not made smaller: %s\n", report.MarkdownText(message.Shorten(d.Unshrunk, 300)))
	}
	return b.String()
}
