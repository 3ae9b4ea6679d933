// Package arrow18 wraps tables of github.com/apache/arrow-go/v18 as tables of github.com/apache/arrow/go/v17, and back.
// The cells are not copied: a wrapped buffer retains the original, and releases it when it is released.
//
//	rec, err := arrow18.Record17(theirs)
//	defer rec.Release()
//
// Version 17 lacks decimal32 and decimal64: their columns are copied into decimal128. An extension type of one version
// is the type of its name that is registered in the other, or else a type that has only the name.
//
// The C data interface would do the same, but a program cannot link it in both versions: they define the same symbols.
package arrow18
