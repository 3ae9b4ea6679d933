package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/assay-go/assay/golden"
	"github.com/assay-go/assay/internal/message"
)

// policyWell says which policies of approvals are read.
func policyWell(modules []*module) string {
	var read []string
	for _, m := range modules {
		if path := filepath.Join(m.dir, golden.PolicyFile); exists(path) {
			read = append(read, fromHere(path))
		}
	}
	if len(read) == 0 {
		return "no policy bounds approvals: there is no " + golden.PolicyFile
	}
	return strings.Join(read, ", ") + " is read, and bounds approvals"
}

// policyFindings finds policies that are not read, or not by everybody.
func policyFindings(ctx context.Context, modules []*module) []finding {
	var found []finding
	for _, m := range modules {
		path := filepath.Join(m.dir, golden.PolicyFile)
		if _, err := m.store.Policy(); err != nil {
			for line := range strings.Lines(err.Error()) {
				found = append(found, finding{strings.TrimSpace(line), "until that is put right nothing is approved"})
			}
		}
		for _, name := range []string{".assay.yml", "assay.yaml", "assay.yml", filepath.Join(".assay", "assay.yaml"), filepath.Join(".assay", ".assay.yaml")} {
			if other := filepath.Join(m.dir, name); exists(other) && !exists(path) {
				found = append(found, finding{fromHere(other) + ": no policy of this name is read", fmt.Sprintf("mv %s %s", message.ShellWord(fromHere(other)), message.ShellWord(fromHere(path)))})
			}
		}
		if !exists(path) {
			continue
		}
		if repo, err := openRepository(ctx); err == nil {
			if ignored, err := repo.ignored(ctx, []string{path}); err == nil && len(ignored) > 0 {
				found = append(found, finding{fromHere(path) + ": git ignores it, so that it holds for nobody else", "remove the rule, and commit the file"})
			}
		}
	}
	return found
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
