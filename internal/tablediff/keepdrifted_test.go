package tablediff

import (
	"testing"

	"github.com/assay-go/assay/internal/cells"
	"github.com/assay-go/assay/internal/goldenfile"
)

func TestCellsWithinToleranceKeepTheirOldTextWhenOthersChange(t *testing.T) {
	const head = "# assay 1\n# order keyed id\n# field id int64\n# field rate float64\n# field total decimal(12, " +
		"2)\nid,rate,total\n"
	old := parse(t, head+"1,0.5,1.00\n2,0.25,2.00\n3,null,3.00\n")
	new := parse(t, head+"1,0.50001,1.00\n2,0.75,2.01\n3,null,9.00\n4,1,4.00\n")
	f, err := KeepDrifted(old, new, Options{Tolerances: []cells.Tolerance{
		{Column: "rate", Rel: 0.001},
		{Column: "total", Abs: 0.01},
	}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := goldenfile.Encode(f)
	if want := head + "1,0.5,1.00\n2,0.75,2.00\n3,null,9.00\n4,1,4.00\n"; err != nil || string(got) != want {
		t.Errorf("got\n%s\n%v", got, err)
	}
}

func TestNumbersOfAValueWithinToleranceKeepTheirOldTextWhenOthersChange(t *testing.T) {
	const head = "# assay 1\n# value\n"
	old := parse(t, head+"users: 1\nmean: 1.0\na.b: 2\nrates:\n  - 0.25\n  - 0.5\n  - .nan\n")
	new := parse(t, head+"mean: 1.05\nusers: 2\na.b: 3\nrates:\n  - 9.0\n  - 0.3\n  - 0.9\n  - .nan\nmore: 1.01\n")
	f, err := KeepDrifted(old, new, Options{Tolerances: []cells.Tolerance{
		{Column: "mean", Abs: 0.1},
		{Column: "rates*", Abs: 0.1},
		{Column: `*"a.b"*`, Abs: 1},
	}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := goldenfile.Encode(f)
	want := head + "mean: 1.0\nusers: 2\na.b: 2\nrates:\n  - 9.0\n  - 0.25\n  - 0.9\n  - .nan\nmore: 1.01\n"
	if err != nil || string(got) != want {
		t.Errorf("got\n%s\n%v", got, err)
	}
}
