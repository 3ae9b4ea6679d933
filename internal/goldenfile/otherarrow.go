package goldenfile

import (
	"fmt"
	"reflect"
	"strings"
)

// wrapTables returns a table, record or record reader of another version of Arrow as one of this version, and anything
// else as it is. It is nil if the program has not linked another version.
var wrapTables func(any) (any, error)

// RegisterTables lets results be tables of another version of Arrow. It is called before main.
func RegisterTables(wrap func(any) (any, error)) { wrapTables = wrap }

// Wrapped returns got as a value of this version of Arrow if it is one of another version. The caller calls release
// when it no longer needs it.
func Wrapped(got any) (_ any, release func(), err error) {
	release = func() {}
	if wrapTables == nil || !isOtherArrow(got) {
		return got, release, nil
	}
	out, err := wrapTables(got)
	if r, ok := out.(interface{ Release() }); ok && err == nil {
		release = r.Release
	}
	return out, release, err
}

// isOtherArrow reports whether a type of arrow-go v18 implements got.
func isOtherArrow(got any) bool {
	t := reflect.TypeOf(got)
	if t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t != nil && strings.HasPrefix(t.PkgPath(), "github.com/apache/arrow-go/v18/")
}

// errNotTable returns the error of a result that is not a table.
func errNotTable(got any) error {
	if isOtherArrow(got) {
		return fmt.Errorf(`%T is of arrow-go v18: add import _ "github.com/assay-go/assay/table/arrow18" to a file of `+
			"the package", got)
	}
	return fmt.Errorf("%T is not a table: pass an arrow.Table, arrow.Record or array.RecordReader, or use "+
		"AssertValue", got)
}
