package lint

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"gopkg.in/yaml.v3"

	"github.com/assay-go/assay/internal/fixture"
	"github.com/assay-go/assay/internal/modfs"
)

// largestYAML is the size in bytes up to which a YAML file is read.
const largestYAML = 1 << 20

// readYAML returns the root node of a YAML file.
func readYAML(path string) (*yaml.Node, error) {
	f, err := modfs.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, largestYAML+1))
	if err != nil {
		return nil, err
	}
	if len(text) > largestYAML {
		return nil, errors.New("too large")
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, err
	}
	if len(doc.Content) == 0 {
		return &doc, nil
	}
	return doc.Content[0], nil
}

// isFixture reports whether YAML looks like a fixture.
func isFixture(root *yaml.Node) bool {
	return child(root, "version") != nil && (child(root, "datasets") != nil || child(root, "factories") != nil ||
		child(root, "include") != nil)
}

// IsFixture reports whether YAML looks like a fixture, or has only keys of a fixture or of a case file.
func IsFixture(text []byte) bool {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil || len(doc.Content) == 0 {
		return false
	}
	root := doc.Content[0]
	all, schema := keys(root), schemaOf()
	only := func(known map[string]any) bool {
		return len(all) > 0 && !slices.ContainsFunc(all, func(key *yaml.Node) bool { return known[key.Value] == nil })
	}
	return isFixture(root) || only(schema.Properties) || only(schema.Defs["case"].Properties)
}

// A keySchema is the part of the schema of fixtures that lists the keys.
type keySchema struct {
	Properties map[string]any
	Defs       map[string]struct{ Properties map[string]any } `json:"$defs"`
}

var schemaOf = sync.OnceValue(func() (s keySchema) {
	if err := json.Unmarshal(fixture.Schema(), &s); err != nil {
		panic(fmt.Sprintf("the schema of fixtures: %v", err)) // the schema is embedded in the program
	}
	return s
})

// child returns the value of a key, or nil.
func child(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// values returns the items of a list, or the node itself if it is not a list.
func values(n *yaml.Node) []*yaml.Node {
	switch {
	case n == nil:
		return nil
	case n.Kind == yaml.SequenceNode:
		return n.Content
	}
	return []*yaml.Node{n}
}

// keys returns the key nodes of a map.
func keys(n *yaml.Node) []*yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	var out []*yaml.Node
	for i := 0; i < len(n.Content); i += 2 {
		out = append(out, n.Content[i])
	}
	return out
}
