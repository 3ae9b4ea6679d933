package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/approval"
	"github.com/assay-go/assay/internal/fixture"
)

const schemaLong = `schema prints the JSON Schema of fixtures. With it an editor completes keys,
checks values, and explains both as you type.

"regen schema case" prints the schema of a file with a single case, as table.Dir
reads it, and "regen schema policy" that of .assay.yaml.`

const schemaExample = `  regen schema >fixture.schema.json

  # and in the first line of a fixture, for editors with the YAML language server:
  # yaml-language-server: $schema=fixture.schema.json

  regen schema case >case.schema.json`

func newSchema() *cobra.Command {
	return &cobra.Command{
		Use: "schema [fixture|case|policy]", Short: "Print the JSON Schema of fixtures, cases or policies", Long: schemaLong,
		Example:   schemaExample,
		Args:      wantArgs(0, 1, "fixture, which is the default, case or policy"),
		ValidArgs: []string{"fixture", "case", "policy"},
		RunE: func(cmd *cobra.Command, args []string) error {
			var schema []byte
			switch of := append(args, "fixture")[0]; of {
			case "fixture":
				schema = fixture.Schema()
			case "case":
				schema = fixture.CaseSchema()
			case "policy":
				schema = approval.PolicySchema
			default:
				return fmt.Errorf("schema %q: want fixture, case, policy", of)
			}
			_, err := cmd.OutOrStdout().Write(schema)
			return err
		},
	}
}
