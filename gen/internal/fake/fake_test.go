package fake_test

import (
	"testing"
	"time"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/gen/internal/fake"
)

var now = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func TestNamesAreFoldedAndSuggested(t *testing.T) {
	for _, name := range []string{"product_name", "productName", "productname", "Product-Name"} {
		if f, err := fake.Find(name); err != nil || f.Name() != "product_name" {
			t.Errorf("Find(%q) = %v, %v", name, f, err)
		}
	}
	for _, test := range []struct{ name, want string }{
		{"prodct_name", `no fake "prodct_name" (did you mean "product_name"?)`},
		{"surname", `no fake "surname" (did you mean "last_name"?)`},
		{"", `no fake ""`},
		{"zzzzzz", `no fake "zzzzzz"`},
	} {
		if _, err := fake.Find(test.name); err == nil || err.Error() != test.want {
			t.Errorf("Find(%q): %v, want %s", test.name, err, test.want)
		}
	}
}
