package fake_test

import (
	"math/rand/v2"
	"testing"

	"github.com/brianvoe/gofakeit/v7"

	"github.com/assay-go/assay/gen/internal/fake"
)

// common has the most used fakes, with gofakeit's own method for each.
var common = []struct {
	name   string
	direct func(f *gofakeit.Faker) string
}{
	{"first_name", (*gofakeit.Faker).FirstName},
	{"last_name", (*gofakeit.Faker).LastName},
	{"name", (*gofakeit.Faker).Name},
	{"name_prefix", (*gofakeit.Faker).NamePrefix},
	{"gender", (*gofakeit.Faker).Gender},
	{"email", (*gofakeit.Faker).Email},
	{"username", (*gofakeit.Faker).Username},
	{"phone", (*gofakeit.Faker).Phone},
	{"phone_formatted", (*gofakeit.Faker).PhoneFormatted},
	{"ssn", (*gofakeit.Faker).SSN},
	{"hobby", (*gofakeit.Faker).Hobby},
	{"company", (*gofakeit.Faker).Company},
	{"company_suffix", (*gofakeit.Faker).CompanySuffix},
	{"job_title", (*gofakeit.Faker).JobTitle},
	{"bs", (*gofakeit.Faker).BS},
	{"buzzword", (*gofakeit.Faker).BuzzWord},
	{"product_name", (*gofakeit.Faker).ProductName},
	{"product_category", (*gofakeit.Faker).ProductCategory},
	{"product_material", (*gofakeit.Faker).ProductMaterial},
	{"street", (*gofakeit.Faker).Street},
	{"city", (*gofakeit.Faker).City},
	{"state", (*gofakeit.Faker).State},
	{"state_abr", (*gofakeit.Faker).StateAbr},
	{"zip", (*gofakeit.Faker).Zip},
	{"country", (*gofakeit.Faker).Country},
	{"country_abr", (*gofakeit.Faker).CountryAbr},
	{"timezone_region", (*gofakeit.Faker).TimeZoneRegion},
	{"url", (*gofakeit.Faker).URL},
	{"domain_name", (*gofakeit.Faker).DomainName},
	{"ipv4_address", (*gofakeit.Faker).IPv4Address},
	{"mac_address", (*gofakeit.Faker).MacAddress},
	{"http_method", (*gofakeit.Faker).HTTPMethod},
	{"log_level", func(f *gofakeit.Faker) string { return f.LogLevel("general") }},
	{"color", (*gofakeit.Faker).Color},
	{"hex_color", (*gofakeit.Faker).HexColor},
	{"currency_short", (*gofakeit.Faker).CurrencyShort},
	{"word", (*gofakeit.Faker).Word},
	{"noun", (*gofakeit.Faker).Noun},
	{"sentence", func(f *gofakeit.Faker) string { return f.Sentence() }},
	{"paragraph", func(f *gofakeit.Faker) string { return f.Paragraph() }},
	{"uuid", (*gofakeit.Faker).UUID},
}

// BenchmarkCommon compares the common fakes with direct calls of gofakeit on a
// source without a lock. A value is one iteration.
func BenchmarkCommon(b *testing.B) {
	for _, c := range common {
		b.Run(c.name+"/assay", func(b *testing.B) {
			s := compile(b, c.name)
			dst := make([]byte, 0, 8<<10) // a column has room to spare
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				dst = s.AppendText(dst[:0], key(uint64(i)))
			}
		})
		b.Run(c.name+"/gofakeit", func(b *testing.B) {
			f := gofakeit.NewFaker(rand.NewPCG(1, 2), false)
			dst := make([]byte, 0, 8<<10) // a column has room to spare
			b.ReportAllocs()
			for b.Loop() {
				dst = append(dst[:0], c.direct(f)...)
			}
		})
	}
}

func TestCommonFakesDoNotAllocate(t *testing.T) {
	for _, c := range common {
		s := compile(t, c.name)
		dst := make([]byte, 0, 8<<10)
		row := uint64(0)
		if n := testing.AllocsPerRun(500, func() { dst = s.AppendText(dst[:0], key(row)); row++ }); n != 0 {
			t.Errorf("%s allocates %v times a value", c.name, n)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	for _, name := range []string{"first_name", "sentence", "word", "user_agent"} {
		b.Run(name, func(b *testing.B) {
			f, err := fake.Find(name)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := f.Compile(nil, now); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
