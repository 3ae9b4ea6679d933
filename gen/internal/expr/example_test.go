package expr_test

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/assay-go/assay/gen/internal/expr"
)

// A schema is an Env of its fields.
type schema struct{ *arrow.Schema }

func (s schema) Type(name string) (arrow.DataType, bool) {
	f, ok := s.FieldsByName(name)
	if !ok {
		return nil, false
	}
	return f[0].Type, true
}

func (s schema) Names() []string {
	names := make([]string, s.NumFields())
	for i, f := range s.Fields() {
		names[i] = f.Name
	}
	return names
}

func ExampleCompile() {
	columns := schema{arrow.NewSchema([]arrow.Field{{Name: "quantity", Type: arrow.PrimitiveTypes.Int64}}, nil)}
	program, err := expr.Compile(`quantity > 2 ? "many" : "few"`, columns)
	if err != nil {
		fmt.Println(err)
		return
	}
	b := array.NewInt64Builder(memory.DefaultAllocator)
	defer b.Release()
	b.AppendValues([]int64{1, 2, 3}, nil)
	quantity := b.NewArray()
	defer quantity.Release()
	sizes, err := program.Eval([]arrow.Array{quantity}, 3, memory.DefaultAllocator)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer sizes.Release()
	fmt.Println(program.Deps(), program.Type(), sizes)

	_, err = expr.Compile("quantty + 1", columns)
	fmt.Println(err)
	// Output:
	// [quantity] utf8 ["few" "few" "many"]
	// offset 0: no column "quantty" (did you mean "quantity"?)
}
