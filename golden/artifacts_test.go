package golden

import (
	"path"
	"slices"
	"strings"
	"testing"
)

func TestAFailureLeavesArtifactsAndIsLabelled(t *testing.T) {
	l := newLab(t)
	l.mustPass("lift", twoRows, "-update")
	out := l.mustFail([]string{
		"=== ATTR  TestReport/lift golden " + liftGolden + "\n",
		"=== ATTR  TestReport/lift pending .assay/pending/report/TestReport/lift.golden\n",
		"=== ATTR  TestReport/lift cause ",
		"=== ATTR  TestReport/lift signature ",
	}, "lift", otherRows, "-test.v", "-test.artifacts", "-test.outputdir="+l.root)
	var found []string
	dir := ""
	for _, file := range l.files("_artifacts") {
		dir = path.Dir(file)
		found = append(found, path.Base(file))
	}
	if want := []string{"lift.golden", "lift.html", "lift.result.golden"}; !slices.Equal(found, want) {
		t.Fatalf("the artifacts are %q, want %q\n%s", found, want, out)
	}
	if l.read(dir+"/lift.golden") != l.read(liftGolden) ||
		l.read(dir+"/lift.result.golden") != l.read(".assay/pending/report/TestReport/lift.golden") {
		t.Error("the artifacts are not the golden and the pending result")
	}
	if page := l.read(dir + "/lift.html"); !strings.Contains(page, liftGolden) {
		t.Errorf("the report is\n%s", page)
	}
}

func TestWithoutTheFlagThereAreNoArtifacts(t *testing.T) {
	l := newLab(t)
	l.mustFail(nil, "lift", twoRows, "-test.outputdir="+l.root)
	if found := l.files("_artifacts"); len(found) > 0 {
		t.Errorf("the artifacts are %q", found)
	}
}
