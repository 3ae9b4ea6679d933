package budget

import (
	"errors"
	"math"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	_ "github.com/sebdah/goldie/v2" // defines -update in every test binary
)

func TestABudgetIsSpentOnce(t *testing.T) {
	b := Of(10)
	if err := b.Spend(11); !errors.Is(err, Err) || b.Left() != 10 {
		t.Errorf("11 of 10: %v, %d left", err, b.Left())
	}
	if err := b.Spend(8); err != nil || b.Left() != 2 {
		t.Errorf("8 of 10: %v, %d left", err, b.Left())
	}
	b.Refund(3)
	if err := b.Spend(5); err != nil || b.Left() != 0 {
		t.Errorf("all: %v, %d left", err, b.Left())
	}
}

func TestTheEnvironmentScalesTheBudgetOfAFile(t *testing.T) {
	t.Setenv(Variable, "")
	once := ForFile(1000).Left()
	if once != 12<<20+16_000 {
		t.Errorf("%d bytes", once)
	}
	t.Setenv(Variable, "3")
	if thrice := ForFile(1000).Left(); thrice != 3*once {
		t.Errorf("%d bytes, three times %d wanted", thrice, once)
	}
	if ForFile(math.MaxInt64).Left() != math.MaxInt64 {
		t.Error("the budget of a large file overflows")
	}
	for _, wrong := range []string{"0", "-1", "1001", "2.5", "many", "99999999999999999999"} {
		t.Setenv(Variable, wrong)
		b := ForFile(1000)
		if err := b.Spend(0); err == nil || errors.Is(err, Err) || b.Left() != 0 {
			t.Errorf("%s=%s: %v, %d bytes left", Variable, wrong, err, b.Left())
		}
	}
}

func TestNullsTakeTheWidthOfTheirType(t *testing.T) {
	wide := arrow.PrimitiveTypes.Int64
	for range 2 {
		wide = arrow.FixedSizeListOf(1<<16, wide)
	}
	wider := wide
	for range 4 {
		wider = arrow.FixedSizeListOf(1<<16, wider)
	}
	for _, c := range []struct {
		dt   arrow.DataType
		n    int64
		want int64
	}{
		{arrow.FixedWidthTypes.Boolean, 10, 20},
		{arrow.BinaryTypes.String, 10, 50},
		{arrow.BinaryTypes.LargeString, 10, 90},
		{arrow.BinaryTypes.StringView, 10, 170},
		{arrow.PrimitiveTypes.Int64, 10, 90},
		{&arrow.FixedSizeBinaryType{ByteWidth: 65536}, 100_000, 6_553_700_000},
		{wide, 1, 1 + 65536*(1+65536*9)},
		{wider, 1, math.MaxInt64},
		{arrow.StructOf(arrow.Field{Name: "a", Type: wide}), 1, 5 + 1 + 65536*(1+65536*9)},
		{arrow.ListOf(wide), 2, 10},
		{&arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: wide}, 5, 10},
	} {
		if got := Slots(c.dt, c.n); got != c.want {
			t.Errorf("%d slots of %s: %d bytes, want %d", c.n, c.dt, got, c.want)
		}
	}
}

func TestAnAllocatorSpendsWhatIsAliveAndWhatGrew(t *testing.T) {
	left := Of(1000)
	mem := Allocator(left)
	b := mem.Reallocate(600, mem.Allocate(400))
	if left.Left() != 0 {
		t.Errorf("%d bytes left", left.Left())
	}
	b = mem.Reallocate(100, b)
	mem.Free(b)
	if left.Left() != 600 {
		t.Errorf("%d bytes left at the end", left.Left())
	}
	defer func() {
		if err := Recovered(recover()); !errors.Is(err, Err) || left.Left() != 600 {
			t.Errorf("got %v, and %d bytes left", err, left.Left())
		}
		if err := Recovered("another panic"); err != nil {
			t.Error(err)
		}
	}()
	mem.Allocate(1001)
	t.Error("it allocates more than the budget")
}

func TestEachColumnAndFieldCosts(t *testing.T) {
	point := arrow.StructOf(arrow.Field{Name: "x", Type: arrow.PrimitiveTypes.Int64},
		arrow.Field{Name: "y", Type: arrow.PrimitiveTypes.Int64})
	fields := []arrow.Field{{Name: "id", Type: arrow.BinaryTypes.String}, {Name: "at", Type: arrow.ListOf(point)}}
	if got := Columns(fields); got != 5*2048 {
		t.Errorf("columns: %d bytes", got)
	}
	if got := Rows(fields, 3); got != 3*(5+5) {
		t.Errorf("rows: %d bytes", got)
	}
}
