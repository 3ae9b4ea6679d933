package report

import (
	"strings"
	"testing"
)

// TestMarkdownIsInert writes texts as prose and as code. The module in .ci/commonmark parses whole reports.
func TestMarkdownIsInert(t *testing.T) {
	for _, test := range []struct{ text, prose, code string }{
		{"a *b* | c", "a &#42;b&#42; &#124; c", "a &#42;b&#42; &#124; c"},
		{"by @octocat", "by <code>&#64;<!-- -->octocat</code>", "by &#64;<!-- -->octocat"},
		{"a@b.com", "<code>a&#64;<!-- -->b.com</code>", "a&#64;<!-- -->b.com"},
		{"fixed (#12).", "fixed (<code>&#35;12</code>).", "fixed (&#35;12)."},
		{"GH-12, :tada:", "<code>GH-12</code>, <code>:tada:</code>", "GH-12, :tada:"},
		{"at 10:20:30 in 0123abcd", "at 10:20:30 in <code>0123abcd</code>", "at 10:20:30 in 0123abcd"},
		{"a  b   c", "a &#160;b &#160; c", "a &#160;b &#160; c"},
		{"www.x.y http://x.y", "www&#46;x.y http&#58;//x.y", "www&#46;x.y http&#58;//x.y"},
	} {
		if got := markdownText(test.text); got != test.prose {
			t.Errorf("%q as prose: got %s, want %s", test.text, got, test.prose)
		}
		if got, want := codeText(test.text), "<code>"+test.code+"</code>"; got != want {
			t.Errorf("%q as code: got %s, want %s", test.text, got, want)
		}
	}
}

func TestAParagraphIsNoList(t *testing.T) {
	for text, want := range map[string]string{
		"rows moved": "Rows moved.", "état": "État.", "- x": "<code>-</code> x.", "1. x": "<code>1.</code> x.",
		"    x": "X.", "2 rows": "2 rows.", "": ".",
	} {
		var b markdownPage
		b.paragraph(text)
		if got := strings.Trim(b.String(), "\n"); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}
