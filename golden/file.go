package golden

import (
	"errors"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/assay-go/assay/internal/goldenfile"
)

// A File is the content of a golden.
type File struct {
	Order  Order
	Key    []string
	Inputs []string     // fingerprints of the inputs of the result
	Table  arrow.Record // nil for a value; of a digest, the first and last rows
	Value  []byte       // YAML; nil for a table

	from *goldenfile.File // what Decode read; nil if the file is made otherwise
}

// Decode reads a golden. Its errors are of type [*ParseError] and start with name. Decode accepts only what [Encode]
// writes, byte for byte, except that the lines may end as in a Windows checkout.
func Decode(text []byte, name string) (*File, error) {
	f, err := goldenfile.Decode(text, name)
	if err != nil {
		return nil, wrapError(err)
	}
	return &File{
		Order: Order(f.Order), Key: f.Key, Inputs: f.Inputs, Table: f.Table, Value: f.Value, from: f,
	}, nil
}

// Encode writes a golden. Equal goldens have equal bytes, because Encode sorts the rows as f.Order says. It returns an
// error if a type has no text form, two columns have the same name, or the key does not identify the rows.
func Encode(f *File) ([]byte, error) {
	text, err := goldenfile.Encode(f.file())
	if err != nil {
		return nil, wrapError(err)
	}
	return text, nil
}

func (f *File) file() *goldenfile.File {
	var out goldenfile.File
	if f.from != nil {
		out = *f.from // also what File does not export
	}
	out.Order, out.Key, out.Inputs = goldenfile.Order(f.Order), f.Key, f.Inputs
	out.Table, out.Value = f.Table, f.Value
	return &out
}

// A ParseError says where a golden does not follow the format.
type ParseError struct {
	File      string
	Line, Col int // from 1; Col counts bytes
	Msg       string
	Err       error // the cause, if there is one; Msg says what it says
}

func (e *ParseError) Error() string { return (*goldenfile.ParseError)(e).Error() }

func (e *ParseError) Unwrap() error { return e.Err }

// A KeyError says that a key does not identify the rows of a table. A [*KeyError] is returned by [Encode] and
// [Compare].
type KeyError struct {
	Key  []string
	Rows []string // the first offending rows, as a golden writes them
	Msg  string
}

func (e *KeyError) Error() string { return (*goldenfile.KeyError)(e).Error() }

// wrapError returns errors of the internal packages as the types that this package documents.
func wrapError(err error) error {
	if parse, ok := errors.AsType[*goldenfile.ParseError](err); ok {
		out := ParseError(*parse)
		out.Err = wrapError(parse.Err)
		return &out
	}
	if key, ok := errors.AsType[*goldenfile.KeyError](err); ok {
		return (*KeyError)(key)
	}
	return err
}
