package git

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"

	"github.com/assay-go/assay/cmd/regen/internal/workspace"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/store"
)

// A TrackedStoreError says that git tracks pending results, so that a branch could decide what is approved.
type TrackedStoreError struct {
	Dir   string // of the store, from the working directory
	Files int
}

func (e *TrackedStoreError) Error() string {
	return fmt.Sprintf("%s: git tracks %s of the store of pending results", e.Dir, message.Count(e.Files, "file"))
}

// Remedy returns the command that makes git forget the files.
func (e *TrackedStoreError) Remedy() string {
	return "git rm -r --cached " + message.ShellWord(e.Dir)
}

// CheckStores returns a [*TrackedStoreError] if git tracks files of the store of a module. Without git there is
// nothing to check.
func CheckStores(ctx context.Context, modules []*workspace.Module) error {
	for _, m := range modules {
		args := []string{"ls-files", "-z", "--"}
		for _, dir := range store.Directories() {
			args = append(args, filepath.Join(m.Store.Dir, dir))
		}
		if tracked, err := (&Repository{m.Dir}).Run(ctx, args...); err == nil && len(tracked) > 0 {
			return &TrackedStoreError{workspace.Rel(m.Store.Dir), bytes.Count(tracked, []byte{0})}
		}
	}
	return nil
}
