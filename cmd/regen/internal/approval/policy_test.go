package approval

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
	"gopkg.in/yaml.v3"

	"github.com/assay-go/assay/internal/store"
)

// What editors check by the schema of policies is what regen reads.
func TestTheSchemaOfPoliciesIsWhatIsRead(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(PolicySchema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("policy.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("policy.json")
	if err != nil {
		t.Fatal(err)
	}
	for text, good := range map[string]bool{
		"approve: {max-goldens: 5, max-rows: 1, reason: required}\nupdate: allow\n":          true,
		"approve:\n  hold: [added, removed, changed, moved, became-null, became-value]\n":    true,
		"approve:\n  hold: [schema, retyped, renamed, reordered, inputs, missing, column:a]": true,
		"approve: {}\n":                true,
		"# nothing\n":                  true,
		"approve: {max-goldens: 0}\n":  false,
		"approve: {max-rows: lots}\n":  false,
		"approve: {hold: removed}\n":   false,
		"approve: {hold: [gone]}\n":    false,
		"approve: {hold: [column:]}\n": false,
		"approve: {reason: true}\n":    false,
		"update: refused\n":            false,
		"max-rows: 5\n":                false,
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, store.PolicyFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		store, err := store.OpenStore(dir)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := store.Policy(); (err == nil) != good {
			t.Errorf("%s: regen says %v", text, err)
		}
		var v any
		if err := yaml.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if v, err = jsonschema.UnmarshalJSON(bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); (err == nil) != good {
			t.Errorf("%s: the schema says %v", text, err)
		}
	}
}
