package archtest

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTheExampleTellsTheTruth makes the change that the README of the example shows, without changing a file of the
// repository, and compares the output. With -update it writes the output into that README.
func TestTheExampleTellsTheTruth(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the command")
	}
	const dir = "examples/reporting"
	readme := readReadme(t, dir+"/README.md")
	if readme.update {
		defer readme.save()
	}
	here, err := filepath.Abs(filepath.Join(root, dir))
	if err != nil {
		t.Fatal(err)
	}
	example, scratch := userModule{t, here}, userModule{t, t.TempDir()}
	source := example.read("performance.go")
	if !strings.Contains(source, "share(row.Opened, row.Delivered)") {
		t.Fatal("performance.go has no rate of the delivered messages")
	}
	scratch.write("performance.go", strings.Replace(source, "(row.Opened, row.Delivered)", "(row.Opened, row.Sent)", 1))
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {
		filepath.Join(here, "performance.go"): filepath.Join(scratch.dir, "performance.go"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	scratch.write("overlay.json", string(overlay))
	store := filepath.Join(scratch.dir, "store")
	t.Setenv("ASSAY_DIR", store)
	regen := filepath.Join(scratch.dir, "regen")
	if out, err := example.run("go", "build", "-o", regen, module+"/cmd/regen"); err != nil {
		t.Fatalf("the command does not build: %v\n%s", err, out)
	}

	out, err := example.run(regen, "test", ".", "--", "-overlay="+filepath.Join(scratch.dir, "overlay.json"))
	if err == nil {
		t.Fatalf("the tests pass:\n%s", out)
	}
	const one = "TestCampaignPerformance/no_orders"
	_, failure, _ := strings.Cut(out, "    --- FAIL: "+one+" ")
	end := strings.Index(failure, "$'\n    --- ")
	if end < 0 {
		end = strings.Index(failure, "$'\nFAIL\t")
	}
	failure = "--- FAIL: " + one + " " + strings.ReplaceAll(failure[:end], "\n    ", "\n") + "$'\n…\n"
	failure = regexp.MustCompile(`pending: .*/store/`).ReplaceAllString(failure, "pending: ../../.assay/")
	counts := regexp.MustCompile(`(?m)^\d+ passed, .*\n\d+ results wait for approval:\n`).FindString(out)
	readme.show("go tool regen test .", failure+counts+"…\n")

	out, _ = example.run(regen, "diff")
	sections := strings.Split(out, "\n\n"+dir+"/")
	overview, ofOne := sections[0], ""
	for _, section := range sections[1:] {
		if strings.HasPrefix(section, "TestCampaignPerformance/no_rate_of_opens_where_nothing_was_delivered\n") {
			ofOne = dir + "/" + section
		}
	}
	alike := regexp.MustCompile(`(?m)^.* changed alike: (approve --alike \w+)$`).FindStringSubmatch(out)
	readme.show("go tool regen diff", overview+"\n…\n"+alike[0]+"\n…\n")
	if readme.update {
		readme.text = regexp.MustCompile(`approve --alike \w+`).ReplaceAllString(readme.text, alike[1])
	}
	if !strings.Contains(readme.text, "`go tool regen "+alike[1]+"`") {
		t.Errorf("%s does not tell to run go tool regen %s", readme.name, alike[1])
	}
	readme.show("go tool regen diff (the only other one)", ofOne+"\n")
}
