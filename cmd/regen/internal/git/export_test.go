package git

import "testing"

// A tree object can name any path: git itself refuses these when it checks a commit out.
func TestPathsThatLeadOutOfATreeAreRefused(t *testing.T) {
	for _, name := range []string{
		"../x", "/etc/passwd", "a/../../x", ".git/config", "a/.GIT/hooks/post-checkout", "a//b", ".",
	} {
		if f, err := parseTreeFile("100644 blob 0123\t" + name); err == nil {
			t.Errorf("%q is taken as %q", name, f.path)
		}
	}
	f, err := parseTreeFile("100755 blob 0123\ta dir/x\ty")
	if err != nil || f != (treeFile{mode: "100755", id: "0123", path: "a dir/x\ty"}) {
		t.Errorf("got %+v, %v", f, err)
	}
}
