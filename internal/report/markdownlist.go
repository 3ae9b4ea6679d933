package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/message"
)

// Markdown writes the report for a pull request, cut to the size of a GitHub comment. The rows are collapsed.
func (r *Report) Markdown(w io.Writer) error { return WriteMarkdown(w, r) }

// WriteMarkdown writes several reports, cut to the size of a comment: a table of the groups that changed alike, then
// the reports by group. What does not fit is named or counted.
func WriteMarkdown(w io.Writer, reports ...*Report) error {
	return fitted(w, func(b *markdownPage) {
		switch len(reports) {
		case 0:
			b.WriteString("No golden differs.\n")
		case 1:
			reports[0].markdown(b)
		default:
			markdownGroups(b, reports)
		}
	})
}

func markdownGroups(b *markdownPage, reports []*Report) {
	groups := Groups(reports)
	fmt.Fprintf(b, "## %s, by %s\n\n", differTitle(len(reports)), message.Count(len(groups), "cause"))
	markdownOverview(b, groups, reports)
	for i := range groups {
		if b.Len() > mostMarkdown-shortestMarkdown {
			b.leave("and %s of %s, which do not fit here", goldensOf(groups[i:]), message.Count(len(groups)-i, "more cause"))
			return
		}
		b.group(&groups[i], reports, b.Len()+max((mostMarkdown-b.Len())/(len(groups)-i), shortestMarkdown))
	}
}

// markdownOverview lists the groups. Reasons that were given for an approval have a column of their own.
func markdownOverview(b *markdownPage, groups []Group, reports []*Report) {
	explained := slices.ContainsFunc(reports, func(r *Report) bool { return len(r.Approvals) > 0 })
	heads := "| goldens | cause | removed |"
	if explained {
		heads += " approved because |"
	}
	fmt.Fprintf(b, "%s\n|---:|%s\n", heads, strings.Repeat("---|", strings.Count(heads, "|")-2))
	for i, g := range groups {
		if b.Len() > mostMarkdown/2 {
			b.leave("and %s of %s", goldensOf(groups[i:]), message.Count(len(groups)-i, "more cause"))
			return
		}
		count := message.Thousands(len(g.Members))
		if len(g.Members) == 1 {
			count = codeText(b.cell(reports[g.Members[0]].Name))
		}
		fmt.Fprintf(b, "| %s | %s | %s |", count, markdownText(b.detail(g.Cause)), markdownText(g.Removed))
		if explained {
			fmt.Fprintf(b, " %s |", markdownText(b.detail(strings.Join(approvals(&g, reports), "; "))))
		}
		b.WriteByte('\n')
	}
}

// approvals returns the reasons for which reports of a group were approved, each once.
func approvals(g *Group, reports []*Report) []string {
	var reasons []string
	for _, at := range g.Members {
		for _, reason := range reports[at].Approvals {
			if !slices.Contains(reasons, reason) {
				reasons = append(reasons, reason)
			}
		}
	}
	return reasons
}

func goldensOf(groups []Group) string {
	n := 0
	for i := range groups {
		n += len(groups[i].Members)
	}
	return message.Count(n, "golden")
}

// group writes the reports of a group up to an offset, and the names of those that do not fit. The first report is
// always there.
func (b *markdownPage) group(g *Group, reports []*Report, end int) {
	lines := make([]string, len(g.Members))
	names := 0 // the size of the lines of the reports that are left
	for i, at := range g.Members {
		lines[i] = fmt.Sprintf("- %s\n", codeText(b.cell(reports[at].Name)))
		names += len(lines[i])
	}
	for i, at := range g.Members {
		names -= len(lines[i])
		room := end - b.Len() - names
		if i > 0 && room < shortestMarkdown {
			b.names(lines[i:], end)
			return
		}
		b.limit = b.Len() + max(room/(len(g.Members)-i), min(room, shortestMarkdown))
		b.WriteByte('\n')
		reports[at].markdown(b)
	}
}

// names writes a folded list of the goldens of a group that are not shown.
func (b *markdownPage) names(lines []string, end int) {
	b.cut = true
	fmt.Fprintf(b, "\n<details><summary>%s of this cause</summary>\n\n", message.Count(len(lines), "more golden"))
	for i, line := range lines {
		if b.Len() > end {
			b.leave("and %s", message.Count(len(lines)-i, "more golden"))
			break
		}
		b.WriteString(line)
	}
	b.WriteString("\n</details>\n")
}

// MarkdownText returns text that Markdown shows as it is, for pages around reports.
func MarkdownText(text string) string { return markdownText(text) }

// MarkdownCode returns text as code in which Markdown finds no markup, mention or link.
func MarkdownCode(text string) string { return codeText(text) }

// MarkdownLimit is the size up to which a comment on a pull request takes Markdown.
const MarkdownLimit = mostMarkdown
