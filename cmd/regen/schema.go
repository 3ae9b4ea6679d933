package main

import (
	"github.com/assay-go/assay/fixtures"
	"github.com/spf13/cobra"
)

const schemaLong = `schema prints the JSON Schema of fixtures. An editor that is given it completes
keys, checks values and explains both while one types.`

const schemaExample = `  regen schema >fixture.schema.json

  # and in the first line of a fixture, for editors with the YAML language server:
  # yaml-language-server: $schema=fixture.schema.json`

func newSchema() *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "Print the JSON Schema of fixtures", Long: schemaLong, Example: schemaExample,
		Args: wantArgs(0, 0, "no argument"), ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := cmd.OutOrStdout().Write(fixtures.Schema())
			return err
		},
	}
}
