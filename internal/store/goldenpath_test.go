package store

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/mod/module"
	"pgregory.net/rapid"
)

func TestAGoldenIsCalledAfterItsTestAndItsName(t *testing.T) {
	for _, c := range []struct{ test, name, want string }{
		{"TestCampaignReport", "holdout_lift", "TestCampaignReport/holdout_lift"},
		{"TestCampaignReport/holdout_lift", "holdout_lift", "TestCampaignReport/holdout_lift"},
		{"TestA/b/c", "lift/q1", "TestA/lift/q1"},
		{"TestA", "two words", "TestA/two_words"},
		{"TestA", "v1.2-rc+3 (final)", "TestA/v1.2-rc+3_(final)"},
		{"TestA", "größe", "TestA/größe"},
		{"TestA", "gro\u0308ße", "TestA/größe"}, // the same letters, as macOS spells them
		{"TestA", "数量", "TestA/数量"},
		{"TestA", "100%", "TestA/100%25"},
		{"TestA", `a\b:c*d?"<>|`, "TestA/a%5Cb%3Ac%2Ad%3F%22%3C%3E%7C"},
		{"TestA", "line\nend\x00", "TestA/line%0Aend%00"},
		{"TestA", "bad \xff byte", "TestA/bad_%FF_byte"},
		{"TestA", "rocket 🚀", "TestA/rocket_%F0%9F%9A%80"},
		{"TestA", "left\u202eright", "TestA/left%E2%80%AEright"},
		{"TestA", "map[string]{}", "TestA/map%5Bstring%5D%7B%7D"},
		{"TestA", ".hidden", "TestA/%2Ehidden"},
		{"TestA", "etc.", "TestA/etc%2E"},
		{"TestA", "...", "TestA/%2E.%2E"},
		{"TestA", "con", "TestA/%63on"},
		{"TestA", "NUL.txt", "TestA/%4EUL.txt"},
		{"TestA", "com1/lpt9", "TestA/%63om1/%6Cpt9"},
		{"TestA", "con1", "TestA/con1"},
		{"TestA", "a//b", "TestA/a/%2F/b"},
		{"TestA", "a/", "TestA/a/%2F"},
		{"TestA", "a.golden", "TestA/a.golden"},
		{"TestA", "a.golden/b", "TestA/a%2Egolden/b"}, // not where a's file is
	} {
		got, err := GoldenPath(c.test, c.name)
		if want := "testdata/golden/" + c.want + ".golden"; err != nil || got != want {
			t.Errorf("golden %q of %s: got %q, %v; want %q", c.name, c.test, got, err, want)
		}
	}
}

func TestALongNameIsCutAndKeepsAHash(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{strings.Repeat("x", 100), strings.Repeat("x", 100)},
		{strings.Repeat("x", 300), strings.Repeat("x", 83) + "~0d4e2ca9e9cbced7"},
		{strings.Repeat("x", 301), strings.Repeat("x", 83) + "~e4c11e4fa5423893"},
		{strings.Repeat("ü", 60), strings.Repeat("ü", 41) + "~abb4f2535c4be1ae"}, // two bytes each, none cut in half
		{strings.Repeat("deep/", 100) + "end", strings.Repeat("deep%2F", 11) + "deep~13ba666d96fa6f9f"},
		{strings.Repeat("y", 120) + "/end", strings.Repeat("y", 83) + "~93dd18da6780c736/end"},
	} {
		if got, err := GoldenPath("TestA", c.name); err != nil || got != "testdata/golden/TestA/"+c.want+".golden" {
			t.Errorf("a name of %d bytes becomes %q, %v; want %q", len(c.name), got, err, c.want)
		}
	}
}

func TestANameThatLeadsOutOfItsDirectoryIsRefused(t *testing.T) {
	for _, name := range []string{"..", ".", "../a", "a/../../b", "a/..", "./a", "/etc/passwd", "/"} {
		if got, err := GoldenPath("TestA", name); err == nil ||
			!strings.Contains(err.Error(), "leads out of its directory") {
			t.Errorf("%q becomes %q, %v", name, got, err)
		}
	}
	if got, err := GoldenPath("TestA", ""); err == nil || !strings.Contains(err.Error(), "name is empty") {
		t.Errorf("no name becomes %q, %v", got, err)
	}
	if got, err := GoldenPath("", "a"); err == nil || !strings.Contains(err.Error(), "test has no name") {
		t.Errorf("no test becomes %q, %v", got, err)
	}
}

// A file name that a module cannot hold would make the whole module impossible to download.
func TestAnyNameGivesAFileThatAModuleCanHold(t *testing.T) {
	name := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-zA-Z.%~ /\\_-]{1,12}`),
		rapid.SampledFrom([]string{"con", "Aux.x", "lpt1", "COM9", "nul/nul"}),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
	rapid.Check(t, func(t *rapid.T) {
		n := name.Draw(t, "name")
		file, err := GoldenPath("TestA", n)
		if err != nil {
			if !strings.Contains(err.Error(), "leads out") && !strings.Contains(err.Error(), "name is empty") {
				t.Fatal(err)
			}
			return
		}
		if err := module.CheckFilePath(file); err != nil {
			t.Errorf("%q: %v", n, err)
		}
		if !utf8.ValidString(file) || !isGolden("some/package/"+file) {
			t.Errorf("%q becomes %q, which no store would write", n, file)
		}
		for part := range strings.SplitSeq(file, "/") {
			if len(part) > longestPart+len(Suffix) {
				t.Errorf("%q becomes %q, of which %q is too long", n, file, part)
			}
		}
		if again, err := GoldenPath("TestA", n); err != nil || again != file {
			t.Errorf("%q becomes %q and then %q, %v", n, file, again, err)
		}
	})
}

func TestDifferentNamesHaveDifferentFiles(t *testing.T) {
	name := rapid.StringMatching(`[ab%./~]{1,6}|(con|nul|a\.golden)(/b)?`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := name.Draw(t, "a"), name.Draw(t, "b")
		fileA, errA := GoldenPath("TestA", a)
		fileB, errB := GoldenPath("TestA", b)
		if a != b && errA == nil && errB == nil && fileA == fileB {
			t.Errorf("%q and %q both become %q", a, b, fileA)
		}
	})
}
