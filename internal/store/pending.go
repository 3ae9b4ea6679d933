package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/modfs"
)

// Pending is a result that waits for approval.
type Pending struct {
	ID      string `json:"-"`       // package directory/test/case, as the paths have it
	Package string `json:"package"` // directory from the module root, with slashes
	Test    string `json:"test"`
	Case    string `json:"case"`
	Golden  string `json:"golden"` // path from the module root, with slashes
	Base    string `json:"base"`   // SHA-256 of the golden it was compared with, "" where there was none
	Result  string `json:"result"` // SHA-256 of the result
	Reason  string `json:"reason"`
	Rerun   string `json:"rerun"` // the command that runs the case again

	Tolerances []cells.Tolerance `json:"tolerances,omitempty"` // those of the case
	Notes      []string          `json:"notes,omitempty"`      // what was ignored and normalized

	// RenameOf is the path of an obsolete golden of the same package that holds just this result: the case, or its
	// test, was renamed. Only Status fills it in. Approving the result removes that golden.
	RenameOf string `json:"-"`

	// Stale says why no case declares the result any more, by the rules that make a golden obsolete. Only Status fills it
	// in. Such a result is not approved: the golden would be obsolete at once.
	Stale string `json:"-"`
}

const (
	pendingDir    = "pending"
	pendingSuffix = ".json"
	longestRecord = 1 << 20 // bytes of a JSON file of the store
)

// Locate fills in what follows from the package, the test and the case.
func (p *Pending) Locate() error {
	id, golden, err := locate(p.Package, p.Test, p.Case)
	p.ID, p.Golden = id, golden
	return err
}

// locate returns the ID and the path of a golden, both from the module's root.
func locate(pkg, test, name string) (id, golden string, err error) {
	file, err := FileName(test, name)
	if err != nil {
		return "", "", err
	}
	if !fs.ValidPath(pkg) {
		return "", "", fmt.Errorf("%q is no directory of the module", pkg)
	}
	id = path.Join(pkg, strings.TrimSuffix(strings.TrimPrefix(file, goldenDir+"/"), Suffix))
	return id, path.Join(pkg, file), nil
}

// pendingFiles returns the paths in the store of a pending result and of its record.
func pendingFiles(id string) (result, record string) {
	return path.Join(pendingDir, id+Suffix), path.Join(pendingDir, id+pendingSuffix)
}

// ResultPath returns the absolute path of a pending result.
func (s *Store) ResultPath(id string) string {
	result, _ := pendingFiles(id)
	return filepath.Join(s.Dir, filepath.FromSlash(result))
}

// Keep stores a pending result, and what belongs beside it. The record is written last, so that it never speaks of a
// result that is not there.
func (s *Store) Keep(p Pending, result, parquet []byte) error {
	p.Result = Hash(result)
	record, err := json.MarshalIndent(p, "", "\t")
	if err != nil {
		return err
	}
	resultFile, recordFile := pendingFiles(p.ID)
	if parquet != nil {
		if err := s.write(ParquetFile(resultFile), parquet); err != nil {
			return err
		}
	}
	if err := s.write(resultFile, result); err != nil {
		return err
	}
	return s.write(recordFile, append(record, '\n'))
}

// Settle removes the pending result called id, where there is one.
func (s *Store) Settle(id string) error {
	result, record := pendingFiles(id)
	// This is also what tells the test cache that the run depends on there being no pending result: a run from the
	// cache would not remove one. It looks for a name and opens nothing, so it need not walk down from the root.
	_, err := os.Lstat(s.Dir + string(filepath.Separator) + filepath.FromSlash(record))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.remove(record, result, ParquetFile(result))
}

// Pending returns the pending results, by ID. Where some records are damaged, it returns the others and an error.
func (s *Store) Pending() ([]Pending, error) {
	root, at, err := s.tree(false)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var found []Pending
	var damaged []error
	top := path.Join(at, pendingDir)
	err = fs.WalkDir(root.FS(), top, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != pendingSuffix {
			return modfs.IgnoreMissing(err)
		}
		id := strings.TrimSuffix(strings.TrimPrefix(name, top+"/"), pendingSuffix)
		switch p, err := s.pending(root, at, id); {
		case err == nil:
			found = append(found, p)
		case !errors.Is(err, fs.ErrNotExist): // else it was settled meanwhile
			damaged = append(damaged, err)
		}
		return nil
	})
	return found, errors.Join(append(damaged, err)...)
}

// pending reads the record of one result.
func (s *Store) pending(root *os.Root, at, id string) (Pending, error) {
	_, record := pendingFiles(id)
	name := path.Join(at, record)
	text, err := modfs.ReadFile(root, name, longestRecord)
	if err != nil {
		return Pending{}, err
	}
	p, err := parsePending(text, id)
	if err != nil {
		return Pending{}, fmt.Errorf("%s: %w: remove it and run the tests again", name, err)
	}
	return p, nil
}

// parsePending reads a record whose path says that it is of id. A record says nothing that its path does not: a foreign
// one, which came with a branch, cannot name a file elsewhere, nor tell a terminal what to do.
func parsePending(text []byte, id string) (Pending, error) {
	var p Pending
	if err := json.Unmarshal(text, &p); err != nil {
		return Pending{}, err
	}
	golden := p.Golden
	if err := p.Locate(); err != nil {
		return Pending{}, err
	}
	if p.ID != id || p.Golden != golden {
		return Pending{}, fmt.Errorf("the record is of %q and names %q", p.ID, golden)
	}
	if strings.ContainsFunc(p.Reason+p.Rerun+strings.Join(p.Notes, ""), func(r rune) bool { return !unicode.IsPrint(r) }) {
		return Pending{}, errors.New("the record holds control characters")
	}
	return p, nil
}

// result returns the bytes of a pending result as p describes it.
func (s *Store) result(p Pending) ([]byte, error) {
	resultFile, _ := pendingFiles(p.ID)
	data, err := s.read(resultFile, longestFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no pending result: it was settled meanwhile", p.ID)
	}
	if err != nil {
		return nil, err
	}
	if Hash(data) != p.Result {
		return nil, fmt.Errorf("%s: the pending result has changed since it was listed: look at it again", p.ID)
	}
	return data, nil
}
