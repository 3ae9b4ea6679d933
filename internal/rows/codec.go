package rows

import (
	"errors"
	"reflect"

	"github.com/apache/arrow/go/v17/arrow"
)

func fields(reflect.Type) ([]Field, error) { return nil, errors.New("under way") }

// DecodeInto fills the slice dst with the rows of rec, as [Decode] does.
func DecodeInto(dst reflect.Value, rec arrow.Record) error { return errors.New("under way") }

// EncodeValue returns a slice of structs as a record, as [Encode] does.
func EncodeValue(rows reflect.Value) (arrow.Record, error) { return nil, errors.New("under way") }
