package atomicfile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

func TestAnUnfinishedFileIsWhereGitDoesNotLookForFiles(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string // by path; a path that ends in a slash is a directory
		path  string
		want  string // directory of the unfinished file
	}{
		{
			"a repository",
			map[string]string{".git/HEAD": "", ".git/objects/": ""},
			"a/b/x", ".git/assay/tmp",
		},
		{
			"a linked work tree",
			map[string]string{
				"main/.git/worktrees/w/HEAD": "", "main/.git/worktrees/w/commondir": "../..",
				"w/.git": "gitdir: TOP/main/.git/worktrees/w\n",
			},
			"w/a/x", "main/.git/worktrees/w/assay/tmp",
		},
		{
			"a submodule",
			map[string]string{
				".git/modules/s/HEAD": "", ".git/modules/s/objects/": "", "s/.git": "gitdir: ../.git/modules/s\n",
			},
			"s/x", ".git/modules/s/assay/tmp",
		},
		{"no repository", nil, "a/x", "a"},
		{
			"a file that names an ordinary directory",
			map[string]string{"docs/x": "", "w/.git": "gitdir: ../docs\n"},
			"w/x", "w",
		},
		{"a file that names nothing", map[string]string{"w/.git": "gitdir: \n"}, "w/x", "w"},
		{
			"another file called .git",
			map[string]string{"docs/HEAD": "", "docs/objects/": "", "w/.git": "../docs"},
			"w/x", "w",
		},
		{
			"a very long file called .git",
			map[string]string{
				"docs/HEAD": "", "docs/objects/": "",
				"w/.git": "gitdir: ../" + strings.Repeat("./", 1<<13) + "docs",
			},
			"w/x", "w",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			top := t.TempDir()
			for name, text := range c.files {
				write(t, top+"/"+name, strings.ReplaceAll(text, "TOP", filepath.ToSlash(top)))
			}
			path := filepath.Join(top, c.path)
			f, err := Create(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Discard()
			if dir := filepath.Dir(f.Name()); dir != filepath.Join(top, c.want) {
				t.Errorf("the unfinished file is in %s, want %s", dir, c.want)
			}
			if err := f.Commit(); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(path); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestALinkLeadsNoUnfinishedFileElsewhere(t *testing.T) {
	for _, link := range []string{".git", ".git/assay", ".git/assay/tmp"} {
		top := t.TempDir()
		for _, dir := range []string{"elsewhere", ".git"} {
			write(t, filepath.Join(top, dir, "HEAD"), "")
			write(t, filepath.Join(top, dir, "objects")+"/", "")
		}
		at := filepath.Join(top, link)
		if err := os.RemoveAll(at); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(at), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(top, "elsewhere"), at); err != nil {
			t.Fatal(err)
		}
		f, err := Create(filepath.Join(top, "x"))
		if err != nil {
			t.Fatal(err)
		}
		if dir := filepath.Dir(f.Name()); dir != top {
			t.Errorf("%s is a link: the unfinished file is in %s", link, dir)
		}
		f.Discard()
	}
}

// write writes a file, or makes a directory if the path ends in a slash.
func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(path, "/") {
		return
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
