package structcodec_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary

	"github.com/assay-go/assay/internal/structcodec"
)

// money is a decimal as users write one: an integer of cents with a text form.
type money int64

func (m money) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%d.%02d", m/100, m%100), nil
}

func (m *money) UnmarshalText(text []byte) error {
	var whole, cents int64
	if _, err := fmt.Sscanf(string(text), "%d.%02d", &whole, &cents); err != nil {
		return errors.New("not an amount")
	}
	*m = money(whole*100 + cents)
	return nil
}

type status string

type address struct {
	Street string
	Zip    *string
}

type audit struct {
	CreatedAt time.Time `assay:",timestamp[ms, UTC]"`
}

type order struct {
	audit
	OrderID   string
	UserIDs   []int32
	Quantity  int
	Small     uint8
	Total     money `assay:"total,decimal(12, 2)"`
	Discount  *float64
	Paid      bool
	Status    status
	Wait      time.Duration
	Payload   []byte
	Key       [4]byte
	Address   address
	Items     []address
	Labels    map[string]int
	Day       time.Time `assay:"day,date32"`
	Skipped   chan int  `assay:"-"`
	invisible int       //nolint:unused // a field that reflection must pass over
}

func orders() []order {
	zip, discount := "94107", 0.25
	return []order{
		{
			audit: audit{time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.UTC)}, OrderID: "A", UserIDs: []int32{
				1,
				2,
			}, Quantity: -3, Small: 255,
			Total: 1050, Discount: &discount, Paid: true, Status: "sent", Wait: time.Minute, Payload: []byte{
				0,
				255,
			}, Key: [4]byte{1, 2, 3, 4},
			Address: address{"Main", &zip}, Items: []address{{Street: "x"}, {"y", &zip}}, Labels: map[string]int{"b": 2, "a": 1},
			Day: time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC),
		},
		{
			audit: audit{time.Unix(0, 0).UTC()}, UserIDs: []int32{}, Payload: []byte{}, Items: []address{},
			Labels: map[string]int{},
			Day:    time.Unix(0, 0).UTC(),
		},
	}
}

func TestStructsBecomeColumns(t *testing.T) {
	rec, err := structcodec.Encode(orders())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range rec.Schema().Fields() {
		got = append(got, fmt.Sprintf("%s %s %v", f.Name, f.Type, f.Nullable))
	}
	want := []string{
		"created_at timestamp[ms, tz=UTC] false",
		"order_id utf8 false",
		"user_ids list<item: int32> false",
		"quantity int64 false",
		"small uint8 false",
		"total decimal(12, 2) false",
		"discount float64 true",
		"paid bool false",
		"status utf8 false",
		"wait duration[ns] false",
		"payload binary false",
		"key fixed_size_binary[4] false",
		"address struct<street: utf8, zip: utf8> false",
		"items list<item: struct<street: utf8, zip: utf8>> false",
		"labels map<utf8, int64, items_non_nullable> false",
		"day date32 false",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got, want := rec.Column(5).ValueStr(0), "10.5"; got != want {
		t.Errorf("total is %s, want %s", got, want)
	}
	if got, want := rec.Column(14).ValueStr(0), `[{"key":"a","value":1},{"key":"b","value":2}]`; got != want {
		t.Errorf("labels are %s, want %s (sorted by key)", got, want)
	}
}

func TestRowsReadBackWhatWasWritten(t *testing.T) {
	rec, err := structcodec.Encode(orders())
	if err != nil {
		t.Fatal(err)
	}
	got, err := structcodec.Decode[order](rec)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(orders(), got, cmp.AllowUnexported(order{}, audit{})); d != "" {
		t.Error(d)
	}
	tail, err := structcodec.Decode[*order](rec.NewSlice(1, 2))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(orders()[1], *tail[0], cmp.AllowUnexported(order{}, audit{})); d != "" {
		t.Errorf("a slice of the record: %s", d)
	}
}

func TestFieldNamesBecomeSnakeCase(t *testing.T) {
	for name, want := range map[string]string{
		"ID": "id", "OrderID": "order_id", "HTTPStatus": "http_status", "IDs": "ids", "UserIDsSeen": "user_ids_seen",
		"SKU2": "sku2", "Lift7Day": "lift7_day", "A": "a", "Already_Snake": "already_snake", "Größe": "größe",
	} {
		if got := structcodec.Snake(name); got != want {
			t.Errorf("Snake(%s) = %s, want %s", name, got, want)
		}
	}
}

// record parses columns written as "name type: value|value", null for a null.
func record(t *testing.T, schema *arrow.Schema, json string) arrow.Record {
	t.Helper()
	rec, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader(json))
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func schema(name string, dt arrow.DataType) *arrow.Schema {
	return arrow.NewSchema([]arrow.Field{{Name: name, Type: dt, Nullable: true}}, nil)
}

func decodeAs[T any](t *testing.T, dt arrow.DataType, cell string) (T, error) {
	t.Helper()
	type one struct{ V T }
	got, err := structcodec.Decode[one](record(t, schema("v", dt), `[{"v": `+cell+`}]`))
	if err != nil {
		var zero T
		return zero, err
	}
	return got[0].V, nil
}

func TestColumnsGoIntoTheFieldsThatHoldThem(t *testing.T) {
	decimal := &arrow.Decimal128Type{Precision: 12, Scale: 2}
	dictionary := &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}
	check := func(name string, got any, err error, want any) {
		t.Helper()
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, %v; want %v", name, got, err, want)
		}
	}
	i32, err := decodeAs[int32](t, arrow.PrimitiveTypes.Int64, "-7")
	check("int64 into int32", i32, err, int32(-7))
	u64, err := decodeAs[uint64](t, arrow.PrimitiveTypes.Uint64, `"18446744073709551615"`)
	check("the largest uint64", u64, err, uint64(18446744073709551615))
	f, err := decodeAs[float64](t, decimal, `"10.50"`)
	check("a decimal into float64", f, err, 10.5)
	f, err = decodeAs[float64](t, arrow.PrimitiveTypes.Int32, `12`)
	check("int32 into float64", f, err, 12.0)
	s, err := decodeAs[string](t, decimal, `"10.5"`)
	check("a decimal into string", s, err, "10.50")
	m, err := decodeAs[money](t, decimal, `"10.5"`)
	check("a decimal into a TextUnmarshaler", m, err, money(1050))
	st, err := decodeAs[status](t, dictionary, `"sent"`)
	check("a dictionary into a string kind", st, err, status("sent"))
	p, err := decodeAs[*string](t, dictionary, `null`)
	check("a null into a pointer", p, err, (*string)(nil))
	at, err := decodeAs[time.Time](t, arrow.FixedWidthTypes.Date32, `"2026-01-02"`)
	check("a date into time.Time", at, err, time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC))
	at, err = decodeAs[time.Time](t, &arrow.TimestampType{Unit: arrow.Second}, `"1600-01-02 03:04:05"`)
	check("a timestamp that nanoseconds do not reach", at, err, time.Date(1600, 1, 2, 3, 4, 5, 0, time.UTC))
	d, err := decodeAs[time.Duration](t, arrow.FixedWidthTypes.Duration_s, `"90s"`)
	check("seconds into time.Duration", d, err, 90*time.Second)
}

func TestWhatAFieldDoesNotHoldIsAnError(t *testing.T) {
	for name, c := range map[string]struct {
		decode func() error
		want   string
	}{
		"a value past the field's range": {
			func() error { _, err := decodeAs[int8](t, arrow.PrimitiveTypes.Int64, "300"); return err },
			"row 0: column \"v\", field structcodec_test.one[int8].V: the value 300 does not fit int8",
		},
		"a negative value in an unsigned field": {
			func() error { _, err := decodeAs[uint](t, arrow.PrimitiveTypes.Int64, "-1"); return err },
			"the value -1 does not fit uint",
		},
		"a null without a pointer": {
			func() error { _, err := decodeAs[string](t, arrow.BinaryTypes.String, "null"); return err },
			"the value is null, but string is not a pointer: use *string, or a column without nulls",
		},
		"a number in a text field": {
			func() error { _, err := decodeAs[string](t, arrow.PrimitiveTypes.Int64, "1"); return err },
			"the column type int64 does not fit string: use an integer type",
		},
		"a float that would be rounded": {
			func() error { _, err := decodeAs[float32](t, arrow.PrimitiveTypes.Float64, "0.1"); return err },
			"the column type float64 does not fit float32: use float64",
		},
		"an integer that a float rounds": {
			func() error {
				_, err := decodeAs[float64](t, arrow.PrimitiveTypes.Int64, `"9007199254740993"`)
				return err
			},
			"the value 9007199254740993 does not fit float64 exactly",
		},
		"text that its own type refuses": {
			func() error { _, err := decodeAs[money](t, arrow.BinaryTypes.String, `"free"`); return err },
			`the value "free": not an amount`,
		},
		"a field of an interface type": {
			func() error { _, err := decodeAs[any](t, arrow.BinaryTypes.String, `"x"`); return err },
			"interface {} has no Arrow type",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.decode(); err == nil || !strings.Contains(strings.ReplaceAll(err.Error(),
				"github.com/assay-go/assay/internal/", ""), c.want) {
				t.Errorf("got %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestAMissingColumnNamesBothLists(t *testing.T) {
	type wrong struct {
		OrderID  string
		Quantety int
	}
	rec, err := structcodec.Encode(orders()[:0])
	if err != nil {
		t.Fatal(err)
	}
	_, err = structcodec.Decode[wrong](rec)
	want := `field structcodec_test.wrong.Quantety: no column "quantety" (did you mean "quantity"?)
  structcodec_test.wrong: no field for created_at, user_ids, quantity, small, total, discount, paid, status, wait, payload, key, address, items, labels, day
  columns: created_at, order_id, user_ids, quantity, small, total, discount, paid, status, wait, payload, key, address, items, labels, day
  fields:  order_id, quantety
  name the column in the field's tag, as in ` + "`assay:\"column\"`" + `, or leave the field out with ` + "`assay:\"-\"`; " +
		"a field _ struct{} `assay:\"...\"` leaves out the other columns"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

func TestAValueThatAColumnDoesNotHoldIsAnError(t *testing.T) {
	type tick struct{ At time.Time }
	type day struct {
		D time.Time `assay:"d,date32"`
	}
	type price struct {
		P float64 `assay:"p,decimal(5, 2)"`
	}
	type self struct{ Children []self }
	type twice struct {
		A int `assay:"x"`
		B int `assay:"x"`
	}
	type tag struct {
		A int `assay:"a,decimal(5"`
	}
	for name, c := range map[string]struct {
		encode func() error
		want   string
	}{
		"a time finer than its column": {
			func() error { _, err := structcodec.Encode([]tick{{time.Unix(0, 1).UTC()}}); return err },
			"row 0: column \"at\", field structcodec_test.tick.At: 1970-01-01T00:00:00.000000001Z is more precise than " +
				"timestamp[us, UTC]: " +
				"give the field the tag `assay:\",timestamp[ns, UTC]\"`, or truncate it",
		},
		"a time of day in a date": {
			func() error {
				_, err := structcodec.Encode([]day{{}, {time.Date(2026, 1, 1, 1, 0, 0, 0, time.UTC)}})
				return err
			},
			"row 1: column \"d\", field structcodec_test.day.D: 2026-01-01T01:00:00Z has a time of day, which date32 does " +
				"not hold",
		},
		"a float with more digits than the decimal": {
			func() error { _, err := structcodec.Encode([]price{{1.005}}); return err },
			"row 0: column \"p\", field structcodec_test.price.P: ",
		},
		"a struct that contains itself": {
			func() error { _, err := structcodec.Encode([]self{}); return err },
			"contains itself",
		},
		"two fields of one column": {
			func() error { _, err := structcodec.Encode([]twice{}); return err },
			"structcodec_test.twice.B: column \"x\" is field A already",
		},
		"a type that does not parse": {
			func() error { _, err := structcodec.Encode([]tag{}); return err },
			"structcodec_test.tag.A: tag `assay:\"a,decimal(5\"`: ",
		},
		"no struct at all": {
			func() error { _, err := structcodec.Encode([]int{1}); return err },
			"int is not a struct: rows are structs with a field for each column",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.encode(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v\nwant %s", err, c.want)
			}
		})
	}
}

type (
	grade uint8 // without a text
	stars uint8
)

func (s stars) MarshalText() ([]byte, error) { return []byte(strings.Repeat("*", int(s))), nil }

func (s *stars) UnmarshalText(text []byte) error {
	*s = stars(len(text))
	return nil
}

func TestANamedTypeOfByteIsBinaryUnlessItHasAText(t *testing.T) {
	type row struct {
		Grades []grade
		Pair   [2]grade
		Stars  []stars
		Two    [2]stars
	}
	want := []row{{[]grade{1, 2}, [2]grade{3, 4}, []stars{1, 2}, [2]stars{3, 1}}}
	rec, err := structcodec.Encode(want)
	if err != nil {
		t.Fatal(err)
	}
	var cells []string
	for i := range rec.Columns() {
		cells = append(cells, fmt.Sprintf("%s %v", rec.Schema().Field(i).Type, rec.Column(i)))
	}
	if d := cmp.Diff([]string{
		`binary ["\x01\x02"]`,
		`fixed_size_binary[2] ["\x03\x04"]`,
		`list<item: utf8> [["*" "**"]]`,
		`fixed_size_list<item: utf8>[2] [["***" "*"]]`,
	}, cells); d != "" {
		t.Error(d)
	}
	got, err := structcodec.Decode[row](rec)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v back, %v", got, err)
	}
}

func TestFieldsAreInTheStructsOrder(t *testing.T) {
	fs, err := structcodec.Fields(reflect.TypeFor[order]())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range fs {
		got = append(got, f.Name)
	}
	if want := []string{"created_at", "order_id", "user_ids"}; !slices.Equal(got[:3], want) {
		t.Errorf("got %v, want %v first", got, want)
	}
}
