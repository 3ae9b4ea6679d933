package fake_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/gen/internal/fake"
	"github.com/assay-go/assay/internal/arrowtext"
)

var now = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// compile returns the sampler of a valid function.
func compile(t testing.TB, name string, params ...fake.Param) *fake.Sampler {
	t.Helper()
	f, err := fake.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.Compile(params, now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func param(name string, values ...string) fake.Param { return fake.Param{Name: name, Values: values} }

// given returns parameters of one value each: a name, its value, and so on.
func given(pairs ...string) []fake.Param {
	var params []fake.Param
	for pair := range slices.Chunk(pairs, 2) {
		params = append(params, param(pair[0], pair[1]))
	}
	return params
}

// key returns a well-mixed key for each row, as gen does.
func key(row uint64) uint64 {
	row = (row + 1) * 0x9e3779b97f4a7c15
	return row ^ row>>29
}

func TestOneFunctionHasManySpellings(t *testing.T) {
	for _, name := range []string{"product_name", "productName", "productname", "Product-Name", "PRODUCT NAME"} {
		if f, err := fake.Find(name); err != nil || f.Name() != "product_name" {
			t.Errorf("Find(%q) = %v, %v", name, f, err)
		}
	}
}

func TestAWrongNameGetsTheNearestOne(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"prodct_name", `no fake "prodct_name" (did you mean "product_name"?)`},
		{"surname", `no fake "surname" (did you mean "last_name"?)`},
		{"postcode", `no fake "postcode" (did you mean "zip"?)`},
		{"phone_number", `no fake "phone_number" (did you mean "phone"?)`},
		{"company_name", `no fake "company_name" (did you mean "company"?)`},
		{"firstnam", `no fake "firstnam" (did you mean "first_name"?)`},
		{"", `no fake "": the names are those of gofakeit's functions, such as first_name`},
		{"qqqqqqqq", `no fake "qqqqqqqq": the names are those of gofakeit's functions, such as first_name`},
		{
			strings.Repeat("x", 1<<20),
			`no fake "` + strings.Repeat("x", 60) + `…": the names are those of gofakeit's functions, such as first_name`,
		},
	} {
		if _, err := fake.Find(test.name); err == nil || err.Error() != test.want {
			t.Errorf("Find(%.20q): %.200v, want %.200s", test.name, err, test.want)
		}
	}
}

func TestARefusalSaysWhyAndWhatToUseInstead(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{
			"person",
			`fake "person" is not supported: it makes a record of several values; ` +
				`use sub with first_name, last_name, gender, email and so on`,
		},
		{
			"csv",
			`fake "csv" is not supported: it makes a document of many rows; ` +
				`describe the rows as a dataset and write it with regen gen`,
		},
		{"image_png", `fake "image_png" is not supported: it makes an image of up to megabytes, not a cell`},
		{
			"template",
			`fake "template" is not supported: it runs a program that can read the clock and may not end; ` +
				`use template with {column} holes, or generate`,
		},
	} {
		if _, err := fake.Find(test.name); err == nil || err.Error() != test.want {
			t.Errorf("Find(%q): %v, want %s", test.name, err, test.want)
		}
	}
}

func TestWhatIsNamedInsteadOfARefusedFunctionExists(t *testing.T) {
	names := fake.Names()
	other := func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') }
	for _, info := range fake.List() {
		for word := range strings.FieldsFuncSeq(info.Refused, other) {
			if strings.Contains(word, "_") && !slices.Contains(names, word) {
				t.Errorf("the refusal of %s names %s, which is no fake", info.Name, word)
			}
		}
	}
}

func TestParametersAreChecked(t *testing.T) {
	const long = "0123456789"
	for _, test := range []struct {
		fn     string
		params []fake.Param
		want   string
	}{
		{"first_name", given("min", "1"), `first_name.min: it takes no parameters`},
		{"price", given("mn", "1"), `price.mn: no such parameter (did you mean "min"?)`},
		{"price", given("currency", "EUR"), `price.currency: no such parameter: it takes min, max`},
		{"price", given("min", "1", "MIN", "2"), `price.min: given twice`},
		{"price", given("min", "cheap"), `price.min: found "cheap", want a finite number`},
		{"price", given("max", "NaN"), `price.max: found "NaN", want a finite number`},
		{"price", given("max", "1e999"), `price.max: found "1e999", want a finite number`},
		{"price", given("min", "2", "max", "1"), `price.min: no multiple of 0.01 is between 2 and 1`},
		{"price", []fake.Param{param("min", "1", "2")}, `price.min: found a list of 2, want one float`},
		{"number", given("min", "1.5"), `number.min: found "1.5", want an integer`},
		{"number", given("min", "9223372036854775808"), `number.min: found "9223372036854775808", want an integer`},
		{"number", given("min", "7", "max", "3"), `number.min: 7 exceeds max 3`},
		{"int_range", given("min", "7"), `int_range.max: missing: it is required (int, maximum int value)`},
		{"int_range", nil, "int_range.min: missing: it is required (int, minimum int value)\n" +
			"int_range.max: missing: it is required (int, maximum int value)"},
		{"uint_range", given("min", "-1"), `uint_range.min: found "-1", want an integer that is not negative`},
		{"intn", given("n", "0"), `intn.n: found 0, want at least 1`},
		{"float32_range", given("min", "0", "max", "1e300"), `float32_range.max: 1e+300 is too large for a float32`},
		{"latitude_range", given("max", "91"), `latitude_range.max: 91 is outside of [-90, 90]`},
		{"password", given("special", "perhaps"), `password.special: found "perhaps", want true or false`},
		{"password", given("length", "2"), `password.length: found 2, want 5 to 65536`},
		{"password", given("length", "1000000000"), `password.length: found 1000000000, want 5 to 65536`},
		{
			"password",
			given("lower", "false", "upper", "false", "numeric", "false", "special", "false"),
			`password.lower: one of lower, upper, numeric and special must be true`,
		},
		{"digitn", given("count", "18446744073709551615"), `digitn.count: found 65537, want 1 to 65536`},
		{"url_slug", given("words", "65536"), `url_slug.words: makes up to 65537 bytes, but a cell has at most 65536`},
		{
			"lorem_ipsum_paragraph",
			given("paragraphcount", "60000", "sentencecount", "60000", "wordcount", "60000"),
			`lorem_ipsum_paragraph.paragraphcount: the counts make 216000000000000 words, but a cell has at most 65536 bytes`,
		},
		{"lorem_ipsum_sentence", given("wordcount", "0"), `lorem_ipsum_sentence.wordcount: found 0, want 1 to 65536`},
		{"hex_uint", given("bitSize", "-8"), `hex_uint.bitSize: found -8, want 4 to 65536`},
		{"dice", given("numdice", "4000000000"), `dice.numdice: found 4000000000, want 1 to 65536`},
		{"dice", []fake.Param{param("sides", "6", "0")}, `dice.sides: found 0, want 1 to 9223372036854775807`},
		{
			"weighted",
			[]fake.Param{param("options", "a", "b"), param("weights", "1")},
			`weighted.weights: found 1 weights for 2 options`,
		},
		{
			"weighted",
			[]fake.Param{param("options", "a", "b"), param("weights", "0", "0")},
			`weighted.weights: the sum is 0, want a finite sum over 0`,
		},
		{
			"weighted",
			[]fake.Param{param("options", "a", "b"), param("weights", "2", "-1")},
			`weighted.weights: found -1, want weights that are not negative`,
		},
		{
			"random_string",
			[]fake.Param{param("strs")},
			`random_string.strs: found an empty list, want at least one string`,
		},
		{
			"credit_card_number", given("types", "vista"),
			`credit_card_number.types: no type "vista" (did you mean "visa"?)`,
		},
		{
			"credit_card_number",
			given("types", "visa", "bins", long+long),
			`credit_card_number.bins: found "01234567890123456789", want up to 14 digits without a leading 0`,
		},
		{
			"date", given("format", "someday"),
			`date.format: "someday" has no part of a date or time, such as yyyy-MM-dd or HH:mm:ss`,
		},
		{
			"date_range", given("startdate", "1.2.2026"),
			`date_range.startdate: found "1.2.2026", want the format of "2006-11-23"`,
		},
		{
			"date_range",
			given("startdate", "2026-02-01", "enddate", "2026-01-01"),
			`date_range.enddate: 2026-01-01 is before startdate 2026-02-01`,
		},
		{"regex", given("str", "[a-z"), "regex.str: missing closing ]: \"[a-z\""},
		{"regex", given("str", `([a-z]{1000}){1000}`), "regex.str: invalid repeat count: \"{1000}\""},
		{
			"regex",
			given("str", `((((((x*)*)*)*)*)*)*`),
			`regex.str: ((((x*)*)*)*) repeated so often makes up to 100000 bytes, but a cell has at most 65536`,
		},
		{
			"regex",
			[]fake.Param{param("str", strings.Repeat("(x{40}y", 30)+strings.Repeat("){25}", 30))},
			`regex.str: invalid repeat count: "{25}"`,
		},
		{"regex", given("str", `\bword\b`), `regex.str: \b is not supported: it depends on the text around it`},
		{"regex", given("str", `a^b`), `regex.str: nothing matches \A in the middle`},
		{"generate", given("str", "{frist_name}"), `generate.str: no fake "frist_name" (did you mean "first_name"?)`},
		{
			"generate",
			given("str", "{person}"),
			`generate.str: fake "person" is not supported: it makes a record of several values; ` +
				`use sub with first_name, last_name, gender, email and so on`,
		},
		{"generate", given("str", "{number:9,1}"), `generate.str: number.min: 9 exceeds max 1`},
		{"generate", given("str", "{number:1,2,3}"), `generate.str: number.#3: no such parameter: it takes min, max`},
		{
			"generate",
			[]fake.Param{param("str", strings.Repeat("{lettern:60000}", 9))},
			`generate.str: makes up to 65537 bytes, but a cell has at most 65536`,
		},
		{"generate", []fake.Param{param("str", strings.Repeat("{generate:", 50)+strings.Repeat("}", 50))}, `generate.str: ` +
			strings.Repeat("generate.str: ", 16) + `patterns are nested over 16 deep`},
	} {
		f, err := fake.Find(test.fn)
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.Compile(test.params, now)
		if err == nil || err.Error() != test.want {
			t.Errorf("%s %.80v:\n got %v\nwant %s", test.fn, test.params, err, test.want)
		}
	}
}

func TestAnErrorTellsWhichParameterItIsAbout(t *testing.T) {
	f, err := fake.Find("int_range")
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Compile(given("mx", "1", "min", "x"), now)
	var errs fake.ParamErrors
	if !errors.As(err, &errs) {
		t.Fatalf("got %T, want ParamErrors", err)
	}
	var got []int
	for _, e := range errs {
		got = append(got, e.Index)
	}
	if want := []int{0, 1, -1}; !slices.Equal(got, want) {
		t.Errorf("the errors are about parameters %v, want %v:\n%v", got, want, err)
	}
	if f, err = fake.Find("hex_uint"); err != nil {
		t.Fatal(err)
	}
	_, err = f.Compile(given("bit_size", "1"), now)
	if !errors.As(err, &errs) || errs[0].Index != 0 || errs[0].Param != "bitSize" {
		t.Errorf("got %v, want an error about parameter 0, bitSize", err)
	}
}

func TestValuesHaveTheTypeOfGofakeitsFunction(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"first_name", "utf8"},
		{"age", "int64"},
		{"int8", "int8"},
		{"uint16", "uint16"},
		{"uint", "uint64"},
		{"price", "float64"},
		{"timezone_offset", "float32"},
		{"bool", "bool"},
		{"date", "utf8"},
		{"past_date", "timestamp[ms, UTC]"},
		{"rgb_color", "list<int64>"},
		{"nice_colors", "list<utf8>"},
		{"error_http", "utf8"},
	} {
		if got, err := arrowtext.TypeString(compile(t, test.name).Type()); err != nil || got != test.want {
			t.Errorf("%s is %s, %v, want %s", test.name, got, err, test.want)
		}
	}
}
