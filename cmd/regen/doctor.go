package main

import (
	"github.com/spf13/cobra"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/doctor"
)

const doctorLong = `doctor looks for problems that keep Assay from working well here, and says what
to do:

  a second -update flag in a package, which makes its tests panic when they start
  packages whose tests lack -update, so that go test ./... -update fails
  Parquet files in testdata that the package's tests cannot read
  goldens that git ignores, hides in diffs, or checks out with other line ends
  a store of pending results that git tracks, or that is damaged
  git drivers that a branch could replace, and recipes for CI of an earlier Assay
  a policy of approvals that cannot be read, has another name, or is not in git
  environment variables and go flags that change what tests write

It changes nothing.`

const doctorExample = `  regen doctor
  regen doctor ./billing/...`

func newDoctor() *cobra.Command {
	return &cobra.Command{
		Use: "doctor [PACKAGE…]", Short: "Find what keeps Assay from working well", Long: doctorLong, Example: doctorExample,
		ValidArgsFunction: completeDirs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{"./..."}
			}
			return doctor.Examine(cmd.Context(), console.New(cmd.OutOrStdout()), args)
		},
	}
}
