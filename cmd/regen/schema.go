package main

import (
	"fmt"

	"github.com/assay-go/assay/fixtures"
	"github.com/spf13/cobra"
)

const schemaLong = `schema prints the JSON Schema of fixtures. An editor that is given it completes
keys, checks values and explains both while one types.

"regen schema case" prints that of a file with a single case, as table.Dir reads
it.`

const schemaExample = `  regen schema >fixture.schema.json

  # and in the first line of a fixture, for editors with the YAML language server:
  # yaml-language-server: $schema=fixture.schema.json

  regen schema case >case.schema.json`

func newSchema() *cobra.Command {
	return &cobra.Command{
		Use: "schema [fixture|case]", Short: "Print the JSON Schema of fixtures", Long: schemaLong, Example: schemaExample,
		Args: wantArgs(0, 1, "fixture, which is the default, or case"), ValidArgs: []string{"fixture", "case"},
		RunE: func(cmd *cobra.Command, args []string) error {
			schema := fixtures.Schema
			switch of := append(args, "fixture")[0]; of {
			case "fixture":
			case "case":
				schema = fixtures.CaseSchema
			default:
				return fmt.Errorf("schema %q: want fixture, case", of)
			}
			_, err := cmd.OutOrStdout().Write(schema())
			return err
		},
	}
}
