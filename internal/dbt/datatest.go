package dbt

import (
	"encoding/json"
	"maps"
	"slices"
)

// A DataTest is a test of a column: unique, not_null, accepted_values or relationships.
type DataTest struct {
	Name   string
	Values []Cell // that accepted_values accepts
	To     *Node  // of relationships; nil if the project lacks it
	Field  string // of To
}

type rawDataTest struct {
	Name   string
	Kwargs map[string]json.RawMessage
}

// DataTests returns the tests of a node's columns, by column.
func (m *Manifest) DataTests(n *Node) map[string][]DataTest { return m.dataTests[n.ID] }

// addDataTests adds the tests among some nodes. A test of a source is attached to no node: it depends on the source
// first.
func (m *Manifest) addDataTests(nodes map[string]*rawNode) {
	m.dataTests = map[string]map[string][]DataTest{}
	for _, id := range slices.Sorted(maps.Keys(nodes)) {
		raw := nodes[id]
		if raw == nil || raw.TestMetadata == nil || raw.ColumnName == "" {
			continue
		}
		of := raw.AttachedNode
		if of == "" && len(raw.DependsOn.Nodes) > 0 {
			of = raw.DependsOn.Nodes[0]
		}
		if m.nodes[of] == nil {
			continue
		}
		if m.dataTests[of] == nil {
			m.dataTests[of] = map[string][]DataTest{}
		}
		m.dataTests[of][raw.ColumnName] = append(m.dataTests[of][raw.ColumnName], m.dataTest(raw.TestMetadata))
	}
}

func (m *Manifest) dataTest(raw *rawDataTest) DataTest {
	t := DataTest{Name: raw.Name}
	var values []json.RawMessage
	if json.Unmarshal(raw.Kwargs["values"], &values) == nil {
		for _, v := range values {
			t.Values = append(t.Values, cell(v))
		}
	}
	var to string
	if json.Unmarshal(raw.Kwargs["to"], &to) == nil && json.Unmarshal(raw.Kwargs["field"], &t.Field) == nil {
		if relation, ok := parseRelation(to); ok && relation.Kind != "this" {
			t.To, _ = m.Relation(relation) // nil if the project lacks it
		}
	}
	return t
}
