package doctor

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/assay-go/assay/cmd/regen/internal/git"
	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/store"
)

// policySummary lists the approval policies that are read.
func policySummary(modules []*workspace.Module) string {
	var read []string
	for _, m := range modules {
		if path := filepath.Join(m.Dir, store.PolicyFile); exists(path) {
			read = append(read, workspace.Rel(path))
		}
	}
	if len(read) == 0 {
		return "no policy limits approvals: no file " + store.PolicyFile
	}
	return strings.Join(read, ", ") + " limits approvals"
}

// policyFindings finds policies that cannot be read, have another name, or are not in git.
func policyFindings(ctx context.Context, modules []*workspace.Module) []finding {
	var found []finding
	for _, m := range modules {
		path := filepath.Join(m.Dir, store.PolicyFile)
		if _, err := m.Store.Policy(); err != nil {
			for line := range strings.Lines(err.Error()) {
				found = append(found, finding{strings.TrimSpace(line), "fix it: until then nothing is approved"})
			}
		}
		if !exists(path) {
			continue
		}
		if repo, err := git.Open(ctx); err == nil {
			if ignored, err := ignored(ctx, repo, []string{path}); err == nil && len(ignored) > 0 {
				found = append(found, finding{
					workspace.Rel(path) + ": git ignores it, so it applies to nobody else",
					"remove the rule and commit the file",
				})
			}
		}
	}
	return found
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
