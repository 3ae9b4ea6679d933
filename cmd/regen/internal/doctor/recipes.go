package doctor

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/git"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
)

// oldRecipes finds recipes for CI of an earlier Assay, which commented on every pull request and could overwrite the
// comment of another tool.
func oldRecipes(ctx context.Context) ([]finding, error) {
	repo, err := git.Open(ctx)
	if err != nil {
		return nil, nil //nolint:nilerr // a directory without git has no pull requests
	}
	files := []string{filepath.Join(repo.Top, ".gitlab-ci.yml")}
	for _, pattern := range []string{"*.yml", "*.yaml"} {
		found, err := filepath.Glob(filepath.Join(repo.Top, ".github", "workflows", pattern))
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	slices.Sort(files)
	var found []finding
	for _, file := range files {
		text, err := readStart(file)
		if err != nil || !strings.Contains(text, "regen diff --base") {
			continue
		}
		name := workspace.Rel(file)
		switch {
		case strings.Contains(text, "gh pr comment") && strings.Contains(text, "--edit-last"):
			found = append(found, finding{
				name + ": gh pr comment --edit-last can overwrite the comment of another tool",
				"replace the step by that of docs/ci/github.yml, which finds its own comment",
			})
		case strings.Contains(text, "/notes\"") && !strings.Contains(text, "--request PUT"):
			found = append(found, finding{
				name + ": each push adds a comment to the merge request",
				"replace the job by that of docs/ci/gitlab.yml, which rewrites its own comment",
			})
		}
	}
	return found, nil
}
