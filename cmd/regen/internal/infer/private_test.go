package infer

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// secrets draws personal data of several kinds: the text by which a fixture would show it.
var secrets = []struct {
	name string
	typ  arrow.DataType
	draw func(r *rand.Rand) string
}{
	{"name", arrow.BinaryTypes.String, func(r *rand.Rand) string { return word(r, 6) + " " + word(r, 8) }},
	{"contact", arrow.BinaryTypes.String, func(r *rand.Rand) string {
		return strings.ToLower(word(r, 9)) + "@corp.example"
	}},
	{"phone", arrow.BinaryTypes.String, func(r *rand.Rand) string {
		return fmt.Sprintf("+49 %03d %07d", r.IntN(1000), r.IntN(1e7))
	}},
	{"mobile", arrow.PrimitiveTypes.Int64, func(r *rand.Rand) string {
		return fmt.Sprint(15_000_000_000 + r.IntN(1e9))
	}},
	{"dob", arrow.FixedWidthTypes.Date32, func(r *rand.Rand) string { return birth(r).Format(time.DateOnly) }},
	{"birthday", arrow.BinaryTypes.String, func(r *rand.Rand) string { return birth(r).Format("02.01.2006") }},
	{"born_on", arrow.BinaryTypes.String, func(r *rand.Rand) string { return birth(r).Format("Jan 2 2006") }},
	{"salary", arrow.PrimitiveTypes.Int64, func(r *rand.Rand) string {
		return fmt.Sprint(1000 * (30 + r.IntN(170)))
	}},
	{"income", arrow.PrimitiveTypes.Float64, func(r *rand.Rand) string {
		return fmt.Sprintf("%d.%02d", 20000+r.IntN(90000), 1+r.IntN(98))
	}},
	{"ssn", arrow.BinaryTypes.String, func(r *rand.Rand) string {
		return fmt.Sprintf("%03d-%02d-%04d", r.IntN(900), r.IntN(100), r.IntN(10000))
	}},
	{"member", arrow.PrimitiveTypes.Int64, func(r *rand.Rand) string {
		return fmt.Sprint(100_000 + r.IntN(900_000))
	}},
	{"token", arrow.BinaryTypes.String, func(r *rand.Rand) string { return fmt.Sprintf("tok_%016x", r.Uint64()) }},
	{"iban", arrow.BinaryTypes.String, func(r *rand.Rand) string { return fmt.Sprintf("DE%020d", r.Int64()) }},
	{"latitude", arrow.BinaryTypes.String, func(r *rand.Rand) string {
		return fmt.Sprintf("%.5f", 180*r.Float64()-90)
	}},
}

func word(r *rand.Rand, n int) string {
	s := []byte{'A' + byte(r.IntN(26))}
	for len(s) < n {
		s = append(s, 'a'+byte(r.IntN(26)))
	}
	return string(s)
}

func birth(r *rand.Rand) time.Time {
	return time.Date(1940+r.IntN(70), time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
}

// TestNothingPersonalIsShown plants 1,000 secrets in tables of 2 to 10,000 rows: each in one row, or in several. None
// may be in the fixture.
func TestNothingPersonalIsShown(t *testing.T) {
	for _, test := range []struct{ rows, distinct int }{
		{2, 2},
		{3, 3},
		{4, 4},
		{5, 5},
		{10, 10},
		{30, 10},
		{30, 30},
		{300, 60},
		{1000, 1000},
		{10_000, 1000},
		{10_000, 10_000},
	} {
		t.Run(fmt.Sprintf("%d of %d rows", test.distinct, test.rows), func(t *testing.T) {
			r := rand.New(rand.NewPCG(7, uint64(test.rows)))
			var fields []arrow.Field
			var arrays []arrow.Array
			planted := map[string][]string{}
			for _, s := range secrets {
				b := array.NewBuilder(memory.DefaultAllocator, s.typ)
				var values []string
				for range test.distinct {
					values = append(values, s.draw(r))
				}
				for i := range test.rows {
					if err := b.AppendValueFromString(values[i%test.distinct]); err != nil {
						t.Fatal(err)
					}
				}
				planted[s.name] = values
				fields = append(fields, arrow.Field{Name: s.name, Type: s.typ})
				arrays = append(arrays, b.NewArray())
			}
			rec := array.NewRecord(arrow.NewSchema(fields, nil), arrays, int64(test.rows))
			text := infer(t, Options{}, inMemory("people", rec))
			lines := strings.Split(text, "\n")
			for name, values := range planted {
				for _, line := range lines {
					if l := strings.TrimSpace(line); !strings.HasPrefix(l, name+":") && !strings.HasPrefix(l, name+"_") {
						continue
					}
					for _, v := range values {
						if strings.Contains(line, v) {
							t.Errorf("%s %s is in %s", name, v, line)
						}
					}
				}
			}
			open(t, text)
		})
	}
}

// TestSequencesOfPersonalDataAreNotShown has numbers that follow each other, as those of one house or office do.
func TestSequencesOfPersonalDataAreNotShown(t *testing.T) {
	for _, format := range []string{"%d", "555-%d", "+49 89 %d", "A%d"} {
		b := array.NewStringBuilder(memory.DefaultAllocator)
		n := array.NewInt64Builder(memory.DefaultAllocator)
		d := array.NewDate32Builder(memory.DefaultAllocator)
		for i := range 4 {
			b.Append(fmt.Sprintf(format, 5_550_001+i))
			n.Append(int64(5_550_001 + i))
			d.Append(arrow.Date32FromTime(time.Date(1980, 6, 11+i%2, 0, 0, 0, 0, time.UTC)))
		}
		rec := array.NewRecord(arrow.NewSchema([]arrow.Field{
			{Name: "phone", Type: arrow.BinaryTypes.String},
			{Name: "number", Type: arrow.PrimitiveTypes.Int64},
			{Name: "born", Type: arrow.FixedWidthTypes.Date32},
		}, nil), []arrow.Array{b.NewArray(), n.NewArray(), d.NewArray()}, 4)
		text := infer(t, Options{}, inMemory("d", rec))
		for _, secret := range []string{"555000", "1980-06-11", "1980-06-12", "555-"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s is in\n%s", secret, text)
			}
		}
		open(t, text)
	}
}

// TestRelationsShowNothingPersonal has people and payments to them, whose columns depend on each other, and checks that
// no name, address, salary, date of birth, number or key of a person is a word of the fixture.
func TestRelationsShowNothingPersonal(t *testing.T) {
	for _, rows := range []int{2, 3, 5, 12, 30, 300, 1000, 3000} {
		r := rand.New(rand.NewPCG(11, uint64(rows)))
		schema := func(names string, types ...arrow.DataType) *arrow.Schema {
			var fields []arrow.Field
			for i, name := range strings.Fields(names) {
				fields = append(fields, arrow.Field{Name: name, Type: types[i], Nullable: true})
			}
			return arrow.NewSchema(fields, nil)
		}
		text, number, date := arrow.BinaryTypes.String, arrow.PrimitiveTypes.Int64, arrow.FixedWidthTypes.Date32
		people := array.NewRecordBuilder(memory.DefaultAllocator, schema(
			"person_id name email phone salary bonus born hired doctor ward", number, text, text, text, number, number, date,
			date, text, text))
		payments := array.NewRecordBuilder(memory.DefaultAllocator, schema("payment_id person_id name amount", number,
			number, text, number))
		secrets := map[string]string{}
		put := func(b *array.RecordBuilder, secret bool, cells ...string) {
			for i, cell := range cells {
				if err := b.Field(i).AppendValueFromString(cell); err != nil {
					t.Fatal(err)
				}
				if secret {
					secrets[cell] = b.Schema().Field(i).Name
				}
			}
		}
		id := 400_000
		for i := range rows {
			id += 1 + r.IntN(90)
			name := word(r, 6) + " " + word(r, 8)
			salary := 20_000 + r.IntN(80_000)
			born := birth(r)
			doctor := "Dr " + word(r, 7)
			put(people, true, fmt.Sprint(id), name, strings.ToLower(strings.ReplaceAll(name, " ", "."))+"@corp.example",
				fmt.Sprintf("+49 %09d", r.IntN(1e9)), fmt.Sprint(salary), fmt.Sprint(2*salary), born.Format(time.DateOnly),
				born.AddDate(20, r.IntN(90), 0).Format(time.DateOnly), doctor, "ward of "+doctor)
			for range r.IntN(4) {
				put(payments, false, fmt.Sprint(i), fmt.Sprint(id), name, fmt.Sprint(salary))
			}
		}
		fixture := infer(t, Options{}, inMemory("people", people.NewRecord()), inMemory("payments", payments.NewRecord()))
		open(t, fixture)
		_, body, _ := strings.Cut(fixture, "datasets:")
		words := map[string]bool{}
		for _, w := range strings.FieldsFunc(body, func(c rune) bool { return strings.ContainsRune(" ,:{}[]()\"\n", c) }) {
			words[w] = true
		}
		for secret, column := range secrets {
			if words[secret] || strings.Contains(secret, " ") && strings.Contains(body, secret) {
				t.Errorf("%d rows: %s %s is in\n%s", rows, column, secret, fixture)
			}
		}
	}
}

// TestSecretsWithinCellsAreNotShown has names in structs, lists, life cycles, lookups, trees and in columns of few
// values, of which each comes often.
func TestSecretsWithinCellsAreNotShown(t *testing.T) {
	for _, rows := range []int{2, 10, 60, 600, 6000} {
		r := rand.New(rand.NewPCG(13, uint64(rows)))
		secrets := map[string]bool{}
		secret := func() string {
			s := word(r, 7) + " " + word(r, 9)
			secrets[s] = true
			return s
		}
		few := []string{secret(), secret(), secret(), secret()}
		text := arrow.BinaryTypes.String
		people := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
			{Name: "key", Type: text},
			{Name: "boss_key", Type: text, Nullable: true},
			{Name: "doctor", Type: text},
			{Name: "ward", Type: text},
			{Name: "contact", Type: arrow.StructOf(arrow.Field{Name: "name", Type: text})},
			{Name: "friends", Type: arrow.ListOf(text)},
		}, nil))
		visits := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
			{Name: "person_key", Type: text},
			{Name: "seen_by", Type: text},
		}, nil))
		var keys []string
		for i := range rows {
			keys = append(keys, secret())
			people.Field(0).(*array.StringBuilder).Append(keys[i])
			if boss := people.Field(1).(*array.StringBuilder); i == 0 {
				boss.AppendNull()
			} else {
				boss.Append(keys[r.IntN(i)])
			}
			at := r.IntN(len(few))
			people.Field(2).(*array.StringBuilder).Append(few[at])
			people.Field(3).(*array.StringBuilder).Append("ward of " + few[at])
			contact := people.Field(4).(*array.StructBuilder)
			contact.Append(true)
			contact.FieldBuilder(0).(*array.StringBuilder).Append(keys[i])
			friends := people.Field(5).(*array.ListBuilder)
			friends.Append(true)
			friends.ValueBuilder().(*array.StringBuilder).Append(few[r.IntN(len(few))])
			for step := range 1 + r.IntN(2) {
				visits.Field(0).(*array.StringBuilder).Append(keys[i])
				visits.Field(1).(*array.StringBuilder).Append(few[2*step+r.IntN(2)])
			}
		}
		fixture := infer(t, Options{}, inMemory("people", people.NewRecord()), inMemory("visits", visits.NewRecord()))
		for s := range secrets {
			given, family, _ := strings.Cut(s, " ")
			if strings.Contains(fixture, given) || strings.Contains(fixture, family) {
				t.Errorf("%d rows: %s is in\n%s", rows, s, fixture)
			}
		}
	}
}
