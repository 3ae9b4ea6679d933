// Package dbt reads what dbt writes into the target directory of a project: manifest.json, which has the models with
// their compiled SQL and the unit tests, and catalog.json, which has the types of columns.
//
//	m, err := dbt.Read("shop/target/manifest.json")
//	model, err := m.Model("customers")
//	sql, datasets, err := m.SQL(model, dbt.Names{Has: …, Quote: …})
//
// Both files come from strangers: they are bounded, and a name from them is never a path.
package dbt

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-go/assay/internal/budget"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/modfs"
)

// A Manifest is a compiled project.
type Manifest struct {
	Path      string
	Project   string // its name
	Adapter   string // duckdb, postgres, …
	UnitTests []*UnitTest
	nodes     map[string]*Node // by ID: models, seeds, sources, snapshots
	sources   map[string]bool  // the names of their tables
	types     map[string]map[string]string
	dataTests map[string]map[string][]DataTest // by ID of a node, and by column
}

// A Node is a relation of a project.
type Node struct {
	ID, Name     string
	Kind         string // model, seed, source, snapshot
	Source       string // of a source, the name before that of the table
	Relation     string // as compiled SQL writes it; "" if the model is ephemeral
	File         string // below the project
	Compiled     string // SQL; "" if dbt has not compiled the model
	Raw          string
	Materialized string   // table, view, incremental, ephemeral, …
	Strategy     string   // of an incremental model; "" is the adapter's own
	UniqueKey    []string // of an incremental model
	PrimaryKey   []string // that the tests of the project imply
	Parents      []string // IDs
	Disabled     bool
	declared     map[string]string // types of columns
}

// A Column is a column of a relation and its type, as the warehouse names it.
type Column struct{ Name, Type string }

// mostBytes is the size of the largest manifest that is read, before scaling.
const mostBytes = 256 << 20

// Read reads a manifest, and the catalog beside it if there is one.
func Read(path string) (*Manifest, error) {
	var raw struct {
		Metadata struct {
			Adapter string `json:"adapter_type"`
			Project string `json:"project_name"`
		}
		Nodes, Sources map[string]*rawNode
		Disabled       map[string][]*rawNode
		UnitTests      map[string]*rawUnitTest `json:"unit_tests"`
	}
	if err := readJSON(path, &raw); err != nil {
		return nil, err
	}
	if raw.Nodes == nil {
		return nil, fmt.Errorf("%s: not a manifest of dbt: it has no nodes", path)
	}
	m := &Manifest{Path: path, Project: raw.Metadata.Project, Adapter: raw.Metadata.Adapter, nodes: map[string]*Node{}}
	m.sources = map[string]bool{}
	for _, nodes := range []map[string]*rawNode{raw.Nodes, raw.Sources} {
		for id, n := range nodes {
			m.add(id, n, false)
		}
	}
	for id, versions := range raw.Disabled {
		if len(versions) > 0 && m.nodes[id] == nil {
			m.add(id, versions[0], true)
		}
	}
	m.addDataTests(raw.Nodes)
	for _, id := range slices.Sorted(maps.Keys(raw.UnitTests)) {
		if u := raw.UnitTests[id]; u != nil {
			m.UnitTests = append(m.UnitTests, u.unitTest())
		}
	}
	return m, m.readCatalog(filepath.Join(filepath.Dir(path), "catalog.json"))
}

// readCatalog reads the types of columns, if dbt has written them.
func (m *Manifest) readCatalog(path string) error {
	type relation struct {
		Columns map[string]*struct {
			Name, Type string
			Index      int
		}
	}
	var raw struct{ Nodes, Sources map[string]*relation }
	if err := readJSON(path, &raw); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	m.types = map[string]map[string]string{}
	for _, relations := range []map[string]*relation{raw.Nodes, raw.Sources} {
		for id, r := range relations {
			if r == nil {
				continue
			}
			m.types[id] = map[string]string{}
			for _, c := range r.Columns {
				if c != nil {
					m.types[id][c.Name] = c.Type
				}
			}
		}
	}
	return nil
}

// readJSON reads a JSON file of limited size.
func readJSON(path string, v any) error {
	scale, err := budget.Scale()
	if err != nil {
		return err
	}
	f, err := modfs.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, scale*mostBytes+1))
	if err != nil {
		return err
	}
	if int64(len(text)) > scale*mostBytes {
		return fmt.Errorf("%s has more than %d MiB; %s=2 in the environment doubles what is read",
			path, scale*mostBytes>>20, budget.Variable)
	}
	if err := json.Unmarshal(text, v); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// A rawNode is a node as the manifest has it.
type rawNode struct {
	Name, Identifier string
	ResourceType     string       `json:"resource_type"`
	SourceName       string       `json:"source_name"`
	RelationName     string       `json:"relation_name"`
	File             string       `json:"original_file_path"`
	CompiledCode     string       `json:"compiled_code"`
	RawCode          string       `json:"raw_code"`
	PrimaryKey       []string     `json:"primary_key"`
	ColumnName       string       `json:"column_name"`
	AttachedNode     string       `json:"attached_node"`
	TestMetadata     *rawDataTest `json:"test_metadata"`
	Config           struct {
		Materialized string
		Strategy     string    `json:"incremental_strategy"`
		UniqueKey    oneOrMany `json:"unique_key"`
	}
	DependsOn struct{ Nodes []string } `json:"depends_on"`
	Columns   map[string]*struct {
		Name     string
		DataType string `json:"data_type"`
	}
}

// oneOrMany is a text or a list of texts.
type oneOrMany []string

func (o *oneOrMany) UnmarshalJSON(text []byte) error {
	var one *string
	if json.Unmarshal(text, &one) == nil {
		if one != nil {
			*o = oneOrMany{*one}
		}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(o))
}

// add adds a node, if it is a relation.
func (m *Manifest) add(id string, raw *rawNode, disabled bool) {
	if raw == nil || !slices.Contains([]string{"model", "seed", "source", "snapshot"}, raw.ResourceType) {
		return
	}
	n := &Node{
		ID: id, Name: raw.Name, Kind: raw.ResourceType, Source: raw.SourceName, Relation: raw.RelationName, File: raw.File,
		Compiled: raw.CompiledCode, Raw: raw.RawCode, Materialized: raw.Config.Materialized, Strategy: raw.Config.Strategy,
		UniqueKey: raw.Config.UniqueKey, PrimaryKey: raw.PrimaryKey, Parents: raw.DependsOn.Nodes, Disabled: disabled,
		declared: map[string]string{},
	}
	if raw.ResourceType != "source" && raw.Config.Materialized == "ephemeral" {
		n.Relation = ""
	}
	for _, c := range raw.Columns {
		if c != nil && c.DataType != "" {
			n.declared[c.Name] = c.DataType
		}
	}
	m.nodes[id] = n
	if n.Kind == "source" {
		m.sources[n.Name] = true
	}
}

// Node returns a node, or nil.
func (m *Manifest) Node(id string) *Node { return m.nodes[id] }

// Nodes returns the nodes of some kind that are enabled, in the order of their IDs.
func (m *Manifest) Nodes(kind string) (all []*Node) {
	for _, id := range slices.Sorted(maps.Keys(m.nodes)) {
		if n := m.nodes[id]; n.Kind == kind && !n.Disabled {
			all = append(all, n)
		}
	}
	return all
}

// Seed returns the seed that fills a source: the one of its name, also if it is disabled, or nil.
func (m *Manifest) Seed(source *Node) *Node {
	for _, id := range slices.Sorted(maps.Keys(m.nodes)) {
		if n := m.nodes[id]; n.Kind == "seed" && n.Name == source.Name {
			return n
		}
	}
	return nil
}

// Dataset returns the name of the dataset, of some, that has the rows of a node, or "". That of a source may start with
// the source's name, and a name that a source has is not that of a model.
func (m *Manifest) Dataset(n *Node, datasets []string) string {
	if full := n.Source + "_" + n.Name; n.Source != "" && slices.Contains(datasets, full) {
		return full
	}
	if !slices.Contains(datasets, n.Name) || n.Kind == "model" && m.sources[n.Name] {
		return ""
	}
	return n.Name
}

// Model returns the model of a name, or of package.name if several packages have one.
func (m *Manifest) Model(name string) (*Node, error) {
	var found []*Node
	var names []string
	for _, n := range m.Nodes("model") {
		pkg, _, _ := strings.Cut(strings.TrimPrefix(n.ID, "model."), ".")
		names = append(names, n.Name)
		if name == n.Name || name == pkg+"."+n.Name {
			found = append(found, n)
		}
	}
	switch len(found) {
	case 0:
		return nil, fmt.Errorf("%s: no model %s%s", m.Path, message.Quote(name), message.DidYouMean(name, names))
	case 1:
		return found[0], nil
	}
	var ids []string
	for _, n := range found {
		ids = append(ids, strings.TrimPrefix(n.ID, "model."))
	}
	return nil, fmt.Errorf("%s: %s is %s: name one of them", m.Path, message.Quote(name),
		message.List(ids))
}

// Columns returns the columns of a node whose types are known, from the catalog or else as the project declares them.
func (m *Manifest) Columns(n *Node) (all []Column) {
	types := m.types[n.ID]
	if len(types) == 0 {
		types = n.declared
	}
	for _, name := range slices.Sorted(maps.Keys(types)) {
		all = append(all, Column{name, types[name]})
	}
	return all
}
