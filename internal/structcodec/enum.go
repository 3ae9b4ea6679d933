package structcodec

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"github.com/assay-go/assay/internal/message"
)

// limited returns a function that makes the setter of a type refuse values outside an enum.
func (d decoder) limited(t reflect.Type) func(setter, error) (setter, error) {
	return func(set setter, err error) (setter, error) {
		check := enumCheck(t)
		if err != nil || !d.strict || check == nil {
			return set, err
		}
		return func(dst reflect.Value, row int) error {
			if err := set(dst, row); err != nil {
				return err
			}
			return check(dst)
		}, nil
	}
}

// enumCheck returns the check of an enum's values, or nil if t is not an enum. Reflection does not list the constants
// of a type, so the type has to: with Values, as enums of ent have it, with IsValid or Valid, as go-enum and gqlgen
// generate them, or with Validate.
func enumCheck(t reflect.Type) func(v reflect.Value) error {
	if t.PkgPath() == "" {
		return nil // a predeclared type
	}
	if values := enumValues(t); values != nil {
		return func(v reflect.Value) error {
			if slices.Contains(values, fmt.Sprint(plain(v))) {
				return nil
			}
			return outside(t, v, values)
		}
	}
	switch p := reflect.PointerTo(t); {
	case p.Implements(reflect.TypeFor[interface{ IsValid() bool }]()):
		return judged(t, func(v any) bool { return v.(interface{ IsValid() bool }).IsValid() })
	case p.Implements(reflect.TypeFor[interface{ Valid() bool }]()):
		return judged(t, func(v any) bool { return v.(interface{ Valid() bool }).Valid() })
	case p.Implements(reflect.TypeFor[interface{ Validate() error }]()):
		return func(v reflect.Value) error {
			if err := v.Addr().Interface().(interface{ Validate() error }).Validate(); err != nil {
				return fmt.Errorf("the value %s is not a valid %s: %w", quoted(v), t, err)
			}
			return nil
		}
	}
	return nil
}

func judged(t reflect.Type, valid func(v any) bool) func(v reflect.Value) error {
	return func(v reflect.Value) error {
		if valid(v.Addr().Interface()) {
			return nil
		}
		return fmt.Errorf("the value %s is not a valid %s: its validation method rejects it", quoted(v), t)
	}
}

func outside(t reflect.Type, v reflect.Value, values []string) error {
	text := fmt.Sprint(plain(v))
	return fmt.Errorf("the value %s is not a valid %s%s: want one of %s", quoted(v), t, message.DidYouMean(text, values),
		message.List(values))
}

// enumValues returns the values that a type lists as a slice of itself or of strings, or nil if it lists none.
func enumValues(t reflect.Type) []string {
	m, ok := reflect.PointerTo(t).MethodByName("Values")
	if !ok || m.Type.NumIn() != 1 || m.Type.NumOut() != 1 || m.Type.Out(0).Kind() != reflect.Slice {
		return nil
	}
	if elem := m.Type.Out(0).Elem(); elem != t && elem.Kind() != reflect.String {
		return nil
	}
	all := reflect.New(t).MethodByName("Values").Call(nil)[0]
	values := make([]string, all.Len())
	for i := range values {
		values[i] = fmt.Sprint(plain(all.Index(i)))
	}
	return values
}

// plain returns a value without the methods of its type.
func plain(v reflect.Value) any {
	switch {
	case v.Kind() == reflect.String:
		return v.String()
	case v.CanInt():
		return v.Int()
	}
	return v.Uint()
}

func quoted(v reflect.Value) string {
	if v.Kind() == reflect.String {
		return strconv.Quote(v.String())
	}
	return fmt.Sprint(plain(v))
}
