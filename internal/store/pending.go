package store

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/inline"
	"github.com/assay-go/assay/internal/modfs"
	"github.com/assay-go/assay/internal/term"
)

// A Pending is a result that waits for approval.
type Pending struct {
	ID      string `json:"-"`       // package/test/case, as in the paths
	Package string `json:"package"` // directory from the module root, with slashes
	Test    string `json:"test"`
	Case    string `json:"case"`
	Golden  string `json:"golden"` // path from the module root, with slashes
	Base    string `json:"base"`   // SHA-256 of the golden it was compared with, "" if there was none
	Result  string `json:"result"` // SHA-256 of the result
	Reason  string `json:"reason"`
	Rerun   string `json:"rerun"` // the command that runs the case again

	Tolerances []cells.Tolerance `json:"tolerances,omitempty"` // of the case
	Notes      []string          `json:"notes,omitempty"`      // which columns were ignored or normalized

	// Inline is where the golden stands in a source, nil if it is a file.
	Inline *inline.Place `json:"inline,omitempty"`

	// Failed says why the last run of the case has no result, such as "leak". Such a record is in [Status.Failed]. It is
	// "" for a result.
	Failed string `json:"failed,omitempty"`

	// Refused says why the result cannot be approved, such as rows that share a key; "" if it can be. Such a result is
	// stored as a multiset, so that its difference can be shown.
	Refused string `json:"refused,omitempty"`

	// RenameOf is the path of an obsolete golden of the same package with the same content: the case or its test was
	// renamed. Only Status sets it. Approving the result removes that golden.
	RenameOf string `json:"-"`

	// Stale says why no case declares the result any more, by the rules for obsolete goldens. Only Status sets it. A
	// stale result cannot be approved, because its golden would be obsolete.
	Stale string `json:"-"`
}

const (
	pendingDir    = "pending"
	pendingSuffix = ".json"
	longestRecord = 1 << 20 // bytes of a JSON file of the store

	longestFailure = 200 // characters
)

// Locate sets the ID and the golden from the package, the test and the case.
func (p *Pending) Locate() error {
	id, golden, err := locate(p.Package, p.Test, p.Case)
	p.ID, p.Golden = id, golden
	return err
}

// locate returns the ID and the path of a golden, both from the module's root.
func locate(pkg, test, name string) (id, golden string, err error) {
	file, err := GoldenPath(test, name)
	if err != nil {
		return "", "", err
	}
	if !fs.ValidPath(pkg) {
		return "", "", fmt.Errorf("%q is not a directory of the module", pkg)
	}
	id = path.Join(pkg, strings.TrimSuffix(strings.TrimPrefix(file, goldenDir+"/"), Suffix))
	return id, path.Join(pkg, file), nil
}

// pendingFiles returns the paths of a pending result and its record in the store.
func pendingFiles(id string) (result, record string) {
	return path.Join(pendingDir, id+Suffix), path.Join(pendingDir, id+pendingSuffix)
}

// ResultPath returns the absolute path of a pending result.
func (s *Store) ResultPath(id string) string {
	result, _ := pendingFiles(id)
	return filepath.Join(s.Dir, filepath.FromSlash(result))
}

// SavePending stores a pending result and its Parquet file. It writes the record last, so that a record always has its
// result.
func (s *Store) SavePending(p Pending, result, parquet []byte) error {
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

// SaveFailure records that the last run of a case failed without a result, in place of the result of an earlier run.
// SavePending and RemovePending replace and remove the record.
func (s *Store) SaveFailure(p Pending, why string) error {
	if err := p.Locate(); err != nil || s.Sandboxed {
		return err
	}
	why, rest, _ := strings.Cut(why, "\n")
	if strings.HasSuffix(why, ":") {
		rest, _, _ = strings.Cut(rest, "\n")
		why += " " + strings.Join(strings.Fields(rest), " ")
	}
	p.Failed = cmp.Or(term.Shorten(term.Visible(why), longestFailure), "failed")
	p.Base, p.Result, p.Reason, p.Tolerances, p.Notes = "", "", "", nil, nil
	record, err := json.MarshalIndent(p, "", "\t")
	if err != nil {
		return err
	}
	result, recordFile := pendingFiles(p.ID)
	if err := s.write(recordFile, append(record, '\n')); err != nil {
		return err
	}
	return s.remove(result, ParquetFile(result))
}

// RemovePending removes the pending result with this ID, if there is one.
func (s *Store) RemovePending(id string) error {
	result, record := pendingFiles(id)
	// This tells the test cache, too, that the run depends on the absence of a pending result: a cached run would not
	// remove one. Lstat opens nothing, so the path need not be resolved from the module's root.
	_, err := os.Lstat(s.Dir + string(filepath.Separator) + filepath.FromSlash(record))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.remove(record, result, ParquetFile(result))
}

// Pending returns the pending results, sorted by ID. If some records are damaged, it returns the others and an error.
func (s *Store) Pending() ([]Pending, error) {
	all, err := s.lastRuns()
	return slices.DeleteFunc(all, func(p Pending) bool { return p.Failed != "" }), err
}

// lastRuns is [Store.Pending] with the failures.
func (s *Store) lastRuns() ([]Pending, error) {
	root, top, err := s.locate(pendingDir, false)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var found []Pending
	var damaged []error
	err = fs.WalkDir(root.FS(), top, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != pendingSuffix {
			return modfs.IgnoreMissing(err)
		}
		id := strings.TrimSuffix(strings.TrimPrefix(name, top+"/"), pendingSuffix)
		switch p, err := s.pending(id); {
		case err == nil:
			found = append(found, p)
		case !errors.Is(err, fs.ErrNotExist): // else it was settled in the meantime
			damaged = append(damaged, err)
		}
		return nil
	})
	return found, errors.Join(append(damaged, err)...)
}

// pending reads the record of a pending result.
func (s *Store) pending(id string) (Pending, error) {
	_, record := pendingFiles(id)
	name := path.Join(s.inner, record)
	text, err := s.read(record, longestRecord)
	if err != nil {
		return Pending{}, err
	}
	p, err := parsePending(text, id)
	if err != nil {
		return Pending{}, fmt.Errorf("%s: %w: remove it and run the tests again", name, err)
	}
	return p, nil
}

// parsePending reads the record of the result with this ID. The record has to agree with its path and hold no control
// characters, so that one from a stranger's branch names no other file and sends nothing to a terminal.
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
		return Pending{}, fmt.Errorf("the record belongs to %q, but names %q", p.ID, golden)
	}
	if p.Inline != nil {
		if err := checkPlace(*p.Inline); err != nil {
			return Pending{}, err
		}
	}
	if strings.ContainsFunc(p.Reason+p.Failed+p.Rerun+strings.Join(p.Notes, ""),
		func(r rune) bool { return !unicode.IsPrint(r) }) {
		return Pending{}, errors.New("the record holds control characters")
	}
	return p, nil
}

// result returns the content of a pending result. It has to be the one that p describes.
func (s *Store) result(p Pending) ([]byte, error) {
	resultFile, _ := pendingFiles(p.ID)
	data, err := s.read(resultFile, longestFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no pending result: it was approved, rejected or replaced in the meantime", p.ID)
	}
	if err != nil {
		return nil, err
	}
	if Hash(data) != p.Result {
		return nil, fmt.Errorf("%s: the pending result has changed since it was listed: review it again", p.ID)
	}
	return data, nil
}
