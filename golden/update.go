package golden

import (
	"errors"
	"flag"
	"slices"

	_ "github.com/sebdah/goldie/v2" // defines the flags -update and -clean

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/inline"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/store"
	"github.com/assay-go/assay/internal/tablediff"
)

// updateAsked reports whether goldie's flag or environment variable asks for goldens to be written, and returns an
// error if they must not be. The variable is a boolean: "0" and "false" mean no.
func updateAsked() (bool, error) {
	asked := flagValue("update")
	if !asked {
		wanted, err := store.BoolVariable("GOLDIE_UPDATE")
		if err != nil {
			return true, err
		}
		asked = wanted && !flagGiven("update")
	}
	if !asked {
		return false, nil
	}
	return true, store.CheckCI()
}

// flagValue returns the value of a boolean flag, false if the binary has no such flag.
func flagValue(name string) bool {
	f := flag.Lookup(name)
	if f == nil {
		return false
	}
	value, _ := f.Value.(flag.Getter).Get().(bool)
	return value
}

// flagGiven reports whether the command line sets a flag.
func flagGiven(name string) bool {
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == name })
	return given
}

// refuseClean returns an error if goldie's -clean is set: it deletes the goldens of tests that do not run.
func refuseClean() error {
	if !flagValue("clean") {
		return nil
	}
	return errors.New("goldie's -clean (or GOLDIE_CLEAN) deletes the goldens of tests that do not run: " +
		"leave it out; " + message.Command + " prune removes obsolete goldens")
}

// update writes the result to the golden in a package, unless the golden has it already.
func (a *assertion) update(to *store.TestPackage) error {
	if a.inline {
		return a.updateInline(to)
	}
	at := a.pending
	at.Package = to.Path
	if err := at.Locate(); err != nil {
		return err
	}
	return to.Store.RewriteBoth(at.Golden, func(old []byte) (golden, parquet []byte, err error) {
		golden, same, err := a.updatedText(old)
		if err != nil || same || golden == nil {
			return golden, nil, err
		}
		if parquet, err = a.addParquet(); parquet != nil {
			golden = a.encoded
		}
		return golden, parquet, err
	})
}

// updatedText returns the golden's new text. It returns nil if the golden already has the input lines and, within the
// tolerances, the rows of the result. Cells within the tolerances keep their old text, so that updates do not drift.
// same reports whether the rows are the same; then at most the input lines differ.
func (a *assertion) updatedText(old []byte) (golden []byte, same bool, err error) {
	if old == nil {
		if a.new.Table != nil {
			_, err = tablediff.TolerancesOf(a.new.Table.Schema(), a.comparison.Tolerances)
		} else {
			_, err = tablediff.Compare(nil, a.new, a.comparison)
		}
		return a.encoded, false, err
	}
	current, err := goldenfile.Decode(old, a.file())
	if err != nil {
		a.Logf("%v: the golden was recorded again", err)
		return a.encoded, false, nil
	}
	report, err := a.compareWith(current)
	if err != nil {
		// Either the golden lacks columns that the options name, and is replaced, or the result lacks them too.
		if _, err := tablediff.Compare(a.new, a.new, a.comparison); err != nil {
			return nil, false, err
		}
		return a.encoded, false, nil
	}
	if !report.Equal() || a.lacksParquet() {
		golden, err = a.keepDrifted(current)
		return golden, false, err
	}
	if slices.Equal(current.Inputs, a.new.Inputs) {
		return nil, true, nil
	}
	current.Inputs = a.new.Inputs
	golden, err = goldenfile.Encode(current)
	return golden, true, err
}

// keepDrifted returns the text of the result, with the old cells if they are within the tolerances.
func (a *assertion) keepDrifted(old *goldenfile.File) ([]byte, error) {
	if len(a.comparison.Tolerances) == 0 {
		return a.encoded, nil
	}
	if a.whole == nil {
		f, err := tablediff.KeepDrifted(old, a.new, a.comparison)
		if err != nil {
			return nil, err
		}
		return goldenfile.Encode(f)
	}
	if old != nil && old.Digest != nil {
		table, err := a.testPackage.Store.ReadParquet(a.pending.Golden, old)
		if err == nil { // else there is no old table
			if a.whole, err = tablediff.KeepDrifted(table, a.whole, a.comparison); err != nil {
				return nil, err
			}
		}
	}
	f, err := goldenfile.ToDigest(a.whole, a.rules, a.new.Digest.Parquet)
	if err != nil {
		return nil, err
	}
	a.new = f
	return goldenfile.Encode(f)
}

// updateInline writes the result into the source.
func (a *assertion) updateInline(to *store.TestPackage) error {
	l, err := a.locate()
	if err != nil {
		return err
	}
	old, err := inline.Golden(l.Value, a.new)
	if err != nil {
		old = nil
	}
	text, same, err := a.updatedText(old)
	if err != nil || text == nil && same {
		return err
	}
	return to.Store.WriteInline(l.Place, store.Hash([]byte(l.Value)), a.pending.Golden, text)
}
