package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/modfs"
	"github.com/assay-go/assay/internal/report"
)

// PolicyFile is the name of the file at a module's root that restricts approvals:
//
//	approve:
//	  max-goldens: 50            # results that one approval takes
//	  max-rows: 2000             # rows that differ in all of them
//	  hold: [removed, retyped]   # classes of changes that wait until they are released
//	  reason: required           # an approval says why
//	update: refuse               # and tests write no goldens: -update and GOLDIE_UPDATE fail
const PolicyFile = ".assay.yaml"

// misnamed are names that people give a policy by mistake. They are refused, so that no policy only seems to apply.
var misnamed = []string{".assay.yml", "assay.yaml", "assay.yml", ".assay/.assay.yaml", ".assay/assay.yaml"}

// LongestPolicy is the size of the largest policy, in bytes.
const LongestPolicy = 1 << 16

// A Policy restricts the approvals of a module. The zero value allows everything. A policy prevents mistakes; it is not
// a lock, since whoever can commit can change it in the same pull request, visibly.
type Policy struct {
	MaxGoldens int      // results that one approval may take; 0: no limit
	MaxRows    int      // differing rows in all results of an approval; 0: no limit
	Hold       []string // classes of changes, as in Report.Only, that need --release
	Reason     bool     // an approval needs a reason
	NoUpdate   bool     // tests must not write goldens

	at map[string]string // position of each key as file:line:col, for errors
}

// Policy reads the module's policy. Without a file it returns the zero policy. A file whose name is nearly that of a
// policy is an error.
func (s *Store) Policy() (*Policy, error) {
	for _, name := range misnamed {
		if _, err := s.Module.Lstat(name); err == nil {
			return nil, fmt.Errorf("%s: not read, because a policy has another name: mv %[1]s %s", name, PolicyFile)
		}
	}
	text, err := modfs.ReadFile(s.Module, PolicyFile, LongestPolicy)
	if errors.Is(err, fs.ErrNotExist) {
		return &Policy{}, nil
	}
	if err != nil {
		return nil, err
	}
	return parsePolicy(text)
}

// A policyReader reads the nodes of a policy and collects its errors.
type policyReader struct {
	Policy
	errs []error
}

func parsePolicy(text []byte) (*Policy, error) {
	r := &policyReader{Policy: Policy{at: map[string]string{}}}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var doc, more yaml.Node
	switch err := decoder.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return &r.Policy, nil // comments only
	case err != nil:
		return nil, fmt.Errorf("%s: not YAML: %s", PolicyFile, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if err := decoder.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: more than one YAML document: a policy is one", PolicyFile)
	}
	r.entries(doc.Content[0], "a policy", map[string]func(*yaml.Node){
		"approve": func(n *yaml.Node) {
			r.entries(n, "approve", map[string]func(*yaml.Node){
				"max-goldens": func(n *yaml.Node) { r.MaxGoldens = r.limit(n) },
				"max-rows":    func(n *yaml.Node) { r.MaxRows = r.limit(n) },
				"hold":        r.hold,
				"reason":      func(n *yaml.Node) { r.Reason = r.word(n, "required", "optional") == "required" },
			})
		},
		"update": func(n *yaml.Node) { r.NoUpdate = r.word(n, "refuse", "allow") == "refuse" },
	})
	if len(r.errs) > 0 {
		return nil, errors.Join(r.errs...)
	}
	return &r.Policy, nil
}

func (r *policyReader) fail(n *yaml.Node, format string, args ...any) {
	r.errs = append(r.errs, fmt.Errorf("%s: %s", placeOf(n), fmt.Sprintf(format, args...)))
}

func placeOf(n *yaml.Node) string { return fmt.Sprintf("%s:%d:%d", PolicyFile, n.Line, n.Column) }

// entries reads a map. Each key may occur once.
func (r *policyReader) entries(n *yaml.Node, what string, read map[string]func(*yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.fail(n, "%s: want a map", what)
		return
	}
	var known []string
	for key := range read {
		known = append(known, key)
	}
	slices.Sort(known)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch of, ok := read[key.Value]; {
		case !ok:
			r.fail(key, "%s has no key %q%s", what, key.Value, message.DidYouMeanOr(key.Value, known))
		case r.at[key.Value] != "":
			r.fail(key, "%q is given twice, first at %s", key.Value, r.at[key.Value])
		default:
			r.at[key.Value] = placeOf(key)
			of(value)
		}
	}
}

func (r *policyReader) limit(n *yaml.Node) int {
	value, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || n.Tag != "!!int" || err != nil || value < 1 {
		r.fail(n, "found %q: want an integer of at least 1", n.Value)
	}
	return value
}

func (r *policyReader) word(n *yaml.Node, words ...string) string {
	if n.Kind != yaml.ScalarNode || !slices.Contains(words, n.Value) {
		r.fail(n, "found %q: want %s", n.Value, strings.Join(words, " or "))
	}
	return n.Value
}

func (r *policyReader) hold(n *yaml.Node) {
	if n.Kind != yaml.SequenceNode {
		r.fail(n, "hold: want a list of classes, such as [removed, retyped]")
		return
	}
	for _, item := range n.Content {
		err := report.CheckClass(item.Value)
		if err == nil && item.Kind != yaml.ScalarNode { // an alias with the name of a class
			err = errors.New("want a class of changes")
		}
		if err != nil {
			r.fail(item, "%s", err)
			continue
		}
		r.Hold = append(r.Hold, item.Value)
		r.at[report.ClassColumn+item.Value] = placeOf(item)
	}
}

// Holds returns why a result is held back: a difference has a class that the policy holds and that is not released. It
// returns nil if the result is not held back.
func (p *Policy) Holds(r *report.Report, released ...string) *HeldError {
	classes := r.Classes()
	for _, class := range p.Hold {
		if slices.Contains(classes, class) && !slices.Contains(released, class) {
			return &HeldError{class, p.at[report.ClassColumn+class]}
		}
	}
	return nil
}

// A HeldError says that a policy holds a result back.
type HeldError struct {
	Class string // the class that is held back
	At    string // position in the policy: file:line:col
}

func (e *HeldError) Error() string { return fmt.Sprintf("held back: %s (%s)", e.Class, e.At) }

// CheckUpdate returns an error if tests must not write goldens in the module.
func (p *Policy) CheckUpdate() error {
	if p.NoUpdate {
		return fmt.Errorf("nothing was updated because %s says \"update: refuse\": run the tests without -update, "+
			"and approve with %s review", p.at["update"], message.Command)
	}
	return nil
}

// ApprovalLimits checks results that are to be approved at once against their policies. The results may belong to
// several modules, each with its policy.
type ApprovalLimits struct{ of []*share }

// A share is the part of an approval that is subject to one policy.
type share struct {
	*Policy
	goldens, rows int
}

// Add counts a result with the given number of differing rows, as [report.Report.Extent] counts them.
func (a *ApprovalLimits) Add(p *Policy, rows int) {
	at := slices.IndexFunc(a.of, func(s *share) bool { return s.Policy == p })
	if at < 0 {
		at = len(a.of)
		a.of = append(a.of, &share{Policy: p})
	}
	a.of[at].goldens++
	a.of[at].rows += rows
}

// WantsReason reports whether a policy requires a reason.
func (a *ApprovalLimits) WantsReason() bool {
	return slices.ContainsFunc(a.of, func(s *share) bool { return s.Reason })
}

// Check returns an error if a policy does not allow the approval for this reason. "" means that there is no reason.
func (a *ApprovalLimits) Check(reason string) error {
	for _, s := range a.of {
		switch {
		case s.MaxGoldens > 0 && s.goldens > s.MaxGoldens:
			return fmt.Errorf("%s: allows %s per approval, %d are selected: approve fewer, or change the policy",
				s.at["max-goldens"], message.Count(s.MaxGoldens, "result"), s.goldens)
		case s.MaxRows > 0 && s.rows > s.MaxRows:
			return fmt.Errorf("%s: allows %s per approval, %d differ: approve fewer results, or change the policy",
				s.at["max-rows"], message.Count(s.MaxRows, "row"), s.rows)
		case s.Reason && reason == "":
			return fmt.Errorf("%s requires a reason", s.at["reason"])
		}
	}
	return CheckReason(reason)
}
