package golden

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
)

// label emits test attributes, which test2json passes on to CI servers. Without -v, package testing drops them.
func (a *assertion) label(pending string) {
	attributes := [][2]string{{"golden", a.pending.Golden}, {"pending", pending}, {"cause", a.pending.Reason}}
	if a.report != nil {
		attributes = append(attributes, [2]string{"signature", a.report.Signature()})
	}
	for _, at := range attributes {
		if at[1] != "" {
			a.Attr(at[0], printable(at[1]))
		}
	}
}

// saveArtifacts writes the golden, the result and an HTML report into the directory of artifacts of the test. Without
// the flag -artifacts it writes nothing, because package testing would remove that directory when the test ends.
func (a *assertion) saveArtifacts(old, parquet []byte) error {
	if !flagValue("test.artifacts") {
		return nil
	}
	var page bytes.Buffer
	if a.report != nil {
		shown := *a.report
		shown.Name = a.pending.Golden
		if err := shown.HTML(&page); err != nil {
			return err
		}
	}
	_, name, _ := strings.Cut(strings.TrimPrefix(a.pending.ID, a.pending.Package+"/"), "/")
	stem := filepath.Join(a.ArtifactDir(), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(stem), 0o777); err != nil {
		return err
	}
	for suffix, content := range map[string][]byte{
		".golden": old, ".result.golden": a.encoded, ".result.parquet": parquet, ".html": page.Bytes(),
	} {
		if content == nil {
			continue
		}
		if err := os.WriteFile(stem+suffix, content, 0o666); err != nil {
			return err
		}
	}
	return nil
}
