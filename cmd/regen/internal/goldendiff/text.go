package goldendiff

import (
	"fmt"

	"github.com/assay-go/assay/cmd/regen/internal/console"
	"github.com/assay-go/assay/cmd/regen/internal/pending"
	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/internal/report"
	"github.com/assay-go/assay/internal/term"
)

// writeText writes the differences for people.
func (o *Options) writeText(out console.Console, differences []Difference) error {
	if len(differences) == 0 && o.Base != "" {
		fmt.Fprintln(out, "no goldens differ")
		return nil
	}
	if len(differences) == 0 {
		fmt.Fprintln(out, pending.NothingPending)
		return nil
	}
	text := o.text()
	text.Color, text.Width = out.Color, out.Width
	alike := alikeNotes(differences)
	for i, d := range differences {
		if i > 0 {
			fmt.Fprintln(out)
		}
		if err := d.report.Text(out, text); err != nil {
			return err
		}
		if alike[i] != "" && o.Base == "" {
			fmt.Fprintln(out, out.Style(term.Faint, alike[i]))
		}
	}
	o.writeNext(out, differences)
	return nil
}

// alikeNotes returns a note for each difference that others resemble: how many, and their id for --alike.
func alikeNotes(differences []Difference) []string {
	said := make([]string, len(differences))
	times := map[string]int{}
	for i, d := range differences {
		said[i] = d.report.Signature()
		times[said[i]]++
	}
	for i, id := range said {
		said[i] = ""
		if n := times[id]; n > 1 {
			said[i] = fmt.Sprintf("%d changed alike: approve --alike %s", n, id)
		}
	}
	return said
}

// text returns the options for text: how many rows to write, and how to see the others.
func (o *Options) text() report.TextOptions {
	text := report.TextOptions{More: "--all shows all"}
	if o.All {
		text.MaxRows = -1
	}
	return text
}

// writeNext writes the commands that decide pending results.
func (o *Options) writeNext(out console.Console, differences []Difference) {
	if o.Base != "" {
		return
	}
	what := "NAME… or --all"
	if len(differences) == 1 {
		what = message.ShellWord(differences[0].name)
	}
	next := fmt.Sprintf("next: %[1]s approve %[2]s\n      %[1]s reject %[2]s", console.Invocation(), what)
	fmt.Fprintf(out, "\n%s\n", out.Style(term.Faint, next))
}
