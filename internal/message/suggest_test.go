package message

import (
	"strings"
	"testing"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

func TestNearest(t *testing.T) {
	columns := []string{"campaign_id", "name", "status", "email", "unit_price"}
	for _, test := range []struct{ name, want string }{
		{"campain_id", "campaign_id"},
		{"campaignID", "campaign_id"},
		{"CAMPAIGN-ID", "campaign_id"},
		{"nmae", "name"},
		{"price", ""},
		{"unit_prise", "unit_price"},
		{"zzz", ""},
		{"", ""},
		{"status", ""},
		{strings.Repeat("é", 5000), ""},
	} {
		if got := Nearest(test.name, columns); got != test.want {
			t.Errorf("Nearest(%.20q) = %q, want %q", test.name, got, test.want)
		}
	}
}

func TestNearestTakesTheFirstOfEquals(t *testing.T) {
	if got := Nearest("cat", []string{"bat", "hat"}); got != "bat" {
		t.Errorf("got %q, want bat", got)
	}
}

func TestABeginningSuggestsWhatItBegins(t *testing.T) {
	results := []string{
		"TestX/all", "TestX/customers_abroad", "TestX/customers_a", "TestX", "customers_a", "shop/TestX/all",
	}
	for name, want := range map[string]string{
		"TestX/cust":        "TestX/customers_a",
		"testx/CUST":        "TestX/customers_a",
		"cust":              "customers_a",
		"TestX/customers_b": "TestX/customers_a",
		"TestX/al":          "TestX/all",
		"TestX/alll":        "TestX/all",
		"cu":                "",
	} {
		if got := Nearest(name, results); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", name, got, want)
		}
	}
	if got := Nearest("ord_id", []string{"old_id", "ord_if"}); got != "ord_if" {
		t.Errorf("of equally close ones, got %q, want the one with the longest common beginning", got)
	}
}
