package tablediff

import (
	"strings"
	"testing"
	"time"

	"github.com/assay-go/assay/internal/goldenfile"
	"github.com/assay-go/assay/internal/report"
)

const users = `# assay 1
# order keyed id
# field id int64 not null
# field email utf8
# field kind dictionary<utf8>
# field seen_at timestamp[ms, UTC]
# field opens time32[s]
# field spent duration[us]
# field load_ms int64
# field load_host utf8
id,email,kind,seen_at,opens,spent,load_ms,load_host
1,Ann@Example.com,A,2026-01-31T10:15:42.250Z,10:15:42,1h0m0.5s,17,a1
2,bob@example.com,null,1969-12-31T23:59:59.999Z,00:00:00,-1.5s,4,b2
3,null,b,null,null,null,null,null
`

var normalizeUsers = Options{
	Key:    []string{"id"},
	Ignore: []string{"load_*"},
	Normalize: []Normalizer{
		{Column: "email", Text: strings.ToLower, Name: "lower case"},
		{Column: "kind", Text: strings.ToLower, Name: "lower case"},
		{Granularity: time.Minute},
		{Column: "spent", Granularity: time.Hour},
	},
}

func TestAGoldenHoldsWhatNormalizersLeave(t *testing.T) {
	f, said, err := Normalized(parse(t, users), normalizeUsers)
	if err != nil {
		t.Fatal(err)
	}
	text, err := goldenfile.Encode(f)
	if err != nil {
		t.Fatal(err)
	}
	_, rows, _ := strings.Cut(string(text), "id,")
	if want := `email,kind,seen_at,opens,spent
1,ann@example.com,a,2026-01-31T10:15:00.000Z,10:15:00,1h0m0s
2,bob@example.com,null,1969-12-31T23:59:00.000Z,00:00:00,-1h0m0s
3,null,b,null,null,null
`; rows != want {
		t.Errorf("got\n%s\nwant\n%s", rows, want)
	}
	if want := `ignored: load_ms, load_host
email is normalized: lower case
kind is normalized: lower case
seen_at is normalized: truncated to 1m0s
opens is normalized: truncated to 1m0s
spent is normalized: truncated to 1m0s
spent is normalized: truncated to 1h0m0s`; strings.Join(said, "\n") != want {
		t.Errorf("said is %q", said)
	}
}

func TestWhatIsNormalizedAwayIsNoDifference(t *testing.T) {
	old := parse(t, users)
	new := parse(t, strings.NewReplacer("Ann@E", "ann@e", "10:15:42.250", "10:15:03.000", "17,a1",
		"9,c3").Replace(users))
	r, err := Compare(old, new, normalizeUsers)
	if err != nil || !r.Equal() {
		t.Errorf("%v, %v", r, err)
	}
	new = parse(t, strings.Replace(users, "10:15:42.250", "10:16:00.000", 1))
	r, err = Compare(old, new, normalizeUsers)
	var b strings.Builder
	if err == nil {
		err = r.Text(&b, report.TextOptions{})
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"2026-01-31T10:15:00.000Z -> 2026-01-31T10:16:00.000Z",
		"\n  email is normalized: lower case\n", "\n  ignored: load_ms, load_host\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
}

func TestANormalizerThatDoesNothingIsRefused(t *testing.T) {
	lower := Normalizer{Column: "email", Text: strings.ToLower, Name: "lower case"}
	with := func(edit func(n *Normalizer)) Options {
		n := lower
		edit(&n)
		return Options{Normalize: []Normalizer{n}}
	}
	for want, o := range map[string]Options{
		`Ignore names column "loads", which the table does not have`: {Ignore: []string{"loads"}},
		`Ignore names column "x_*"`: {Ignore: []string{
			"load_ms",
			"x_*",
		}},
		`Ignore names column ""`: {Ignore: []string{""}},
		`a normalizer (lower case) names column "mail", which the table does not have`: with(func(n *Normalizer) { n.Column = "mail" }),
		`a normalizer (lower case) does not apply to column "id": it is int64`:         with(func(n *Normalizer) { n.Column = "id" }),
		`the normalizer for column "email" needs a Name`:                               with(func(n *Normalizer) { n.Name = "" }),
		`the normalizer for column "email" needs a Name for reports: a few words on`:   with(func(n *Normalizer) { n.Name = "a\x1b[2Jb" }),
		`the normalizer for column "email" needs either Text, Granularity or Token`:    with(func(n *Normalizer) { n.Text = nil }),
		`column "email" needs either Text, Granularity or Token`:                       with(func(n *Normalizer) { n.Granularity = 1 }),
		`the normalizer for column "opens": the granularity -1s is not positive`:       {Normalize: []Normalizer{{Column: "opens", Granularity: -time.Second}}},
		`column "opens": the granularity 1.5s is not a multiple of the unit, 1s`:       {Normalize: []Normalizer{{Column: "opens", Granularity: 1500 * time.Millisecond}}},
		`the key names column "id", which the table does not have`: {
			Key:    []string{"id"},
			Ignore: []string{"id"},
		},
	} {
		f := parse(t, users)
		if _, err := Compare(f, f, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}
