package tabular

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// deepest is how deep JSON values may nest.
const deepest = 32

// openJSON reads a file once, to find the types of its columns: an array of objects, or an object a line.
func openJSON(path string) (*Table, error) {
	t := &Table{}
	top := &shape{}
	err := readJSON(context.Background(), path, func(row value) error {
		t.Rows++
		top.add(row)
		return nil
	})
	if err != nil {
		return nil, err
	}
	t.Schema = arrow.NewSchema(top.fields(), nil)
	t.read = func(ctx context.Context, columns []int, each func(arrow.Record) error) error {
		b := newBatcher(t.Schema, columns, each)
		err := readJSON(ctx, path, func(row value) error {
			for i, builder := range b.builders {
				if err := row.part(b.schema.Field(i).Name).appendTo(builder); err != nil {
					return fmt.Errorf("%s: column %q: %w", path, b.schema.Field(i).Name, err)
				}
			}
			return b.row()
		})
		if err != nil {
			return err
		}
		return b.flush()
	}
	return t, nil
}

// readJSON hands over the rows of a file.
func readJSON(ctx context.Context, path string, each func(row value) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if !strings.EqualFold(filepath.Ext(path), ".json") {
		return readLines(ctx, path, f, each)
	}
	d := json.NewDecoder(f)
	d.UseNumber()
	if tok, err := d.Token(); err != nil || tok != json.Delim('[') {
		return fmt.Errorf("%s: want a JSON array of objects, one for each row (one object a line is .jsonl)", path)
	}
	for row := 0; d.More(); row++ {
		v, err := decode(d, 0)
		if err != nil || v.kind != '{' {
			return fmt.Errorf("%s: row %d: %w", path, row, orNoObject(err))
		}
		if err := errors.Join(ctx.Err(), each(v)); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func readLines(ctx context.Context, path string, in io.Reader, each func(row value) error) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, longestLine)
	for line := 1; lines.Scan(); line++ {
		text := bytes.TrimPrefix(lines.Bytes(), []byte("\ufeff"))
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		d := json.NewDecoder(bytes.NewReader(text))
		d.UseNumber()
		v, err := decode(d, 0)
		if err != nil || v.kind != '{' {
			return fmt.Errorf("%s:%d: %w", path, line, orNoObject(err))
		}
		if d.More() {
			return fmt.Errorf("%s:%d: more follows the object", path, line)
		}
		if err := errors.Join(ctx.Err(), each(v)); err != nil {
			return err
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return fmt.Errorf("%s: a line has more than %d bytes", path, longestLine)
	case err != nil:
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func orNoObject(err error) error {
	if err == nil {
		return errors.New("want a JSON object")
	}
	return fmt.Errorf("not JSON: %w", err)
}

// A value is a JSON value.
type value struct {
	kind  byte // 0 null, b boolean, # number, s string, [ or {
	text  string
	names []string // of the fields
	items []value  // of the list, or of the fields
}

// decode reads the next value.
func decode(d *json.Decoder, depth int) (v value, err error) {
	if depth > deepest {
		return v, fmt.Errorf("values nest more than %d deep", deepest)
	}
	tok, err := d.Token()
	if err != nil {
		return v, err
	}
	switch tok := tok.(type) {
	case bool:
		return value{kind: 'b', text: fmt.Sprint(tok)}, nil
	case json.Number:
		return value{kind: '#', text: tok.String()}, nil
	case string:
		return value{kind: 's', text: tok}, nil
	case json.Delim:
		v.kind = byte(tok)
		for d.More() {
			if tok == '{' {
				name, err := d.Token()
				if err != nil {
					return v, err
				}
				v.names = append(v.names, name.(string)) // the decoder lets nothing else pass
			}
			item, err := decode(d, depth+1)
			if err != nil {
				return v, err
			}
			v.items = append(v.items, item)
		}
		_, err = d.Token()
	}
	return v, err
}

// part returns a field of an object, null where it has none.
func (v value) part(name string) value {
	if i := slices.Index(v.names, name); i >= 0 {
		return v.items[i]
	}
	return value{}
}

// json returns the value as text: that of a string bare, that of a list or object as JSON.
func (v value) json(quote bool) string {
	var parts []string
	for i, item := range v.items {
		part := item.json(true)
		if v.kind == '{' {
			part = quoted(v.names[i]) + ":" + part
		}
		parts = append(parts, part)
	}
	switch {
	case v.kind == 0:
		return "null"
	case v.kind == '[':
		return "[" + strings.Join(parts, ",") + "]"
	case v.kind == '{':
		return "{" + strings.Join(parts, ",") + "}"
	case v.kind == 's' && quote:
		return quoted(v.text)
	}
	return v.text
}

func quoted(s string) string {
	text, _ := json.Marshal(s) // of a string it has no error
	return string(text)
}

// appendTo appends the value to a builder of the type that its shape has.
func (v value) appendTo(b array.Builder) error {
	if v.kind == 0 {
		b.AppendNull()
		return nil
	}
	switch b := b.(type) {
	case *array.StructBuilder:
		b.Append(true)
		typ := b.Type().(*arrow.StructType)
		for i := range typ.NumFields() {
			if err := v.part(typ.Field(i).Name).appendTo(b.FieldBuilder(i)); err != nil {
				return err
			}
		}
		return nil
	case *array.ListBuilder:
		b.Append(true)
		for _, item := range v.items {
			if err := item.appendTo(b.ValueBuilder()); err != nil {
				return err
			}
		}
		return nil
	}
	return appendScalar(b, v.json(false))
}

// A shape is what the values of a column, or of a part of one, look like.
type shape struct {
	kinds kinds
	forms []byte // those seen: s for scalars, [ and {
	item  *shape
	names []string
	parts map[string]*shape
}

// add takes a value into account.
func (s *shape) add(v value) {
	form := v.kind
	switch v.kind {
	case 0:
		return
	case 'b', '#', 's':
		form = 's'
	}
	if !slices.Contains(s.forms, form) {
		s.forms = append(s.forms, form)
	}
	switch v.kind {
	case '[':
		if s.item == nil {
			s.item = &shape{}
		}
		for _, item := range v.items {
			s.item.add(item)
		}
	case '{':
		if s.parts == nil {
			s.parts = map[string]*shape{}
		}
		for i, name := range v.names {
			if s.parts[name] == nil {
				s.parts[name] = &shape{}
				s.names = append(s.names, name)
			}
			s.parts[name].add(v.items[i])
		}
	case 'b':
		s.kinds |= bools
	case '#':
		s.kinds |= numberKind(v.text)
	case 's':
		s.kinds |= timeKindOf(v.text)
	}
}

// timeKindOf returns the kind of a string, which in JSON is a text or a time.
func timeKindOf(s string) kinds {
	if len(s) >= len("2006-01-02") && '0' <= s[0] && s[0] <= '9' {
		return timeKind(s)
	}
	return texts
}

func (s *shape) fields() []arrow.Field {
	fields := make([]arrow.Field, len(s.names))
	for i, name := range s.names {
		fields[i] = arrow.Field{Name: name, Type: s.parts[name].typ(), Nullable: true}
	}
	return fields
}

// typ returns the type that holds all values of the shape: text, where they are of several forms.
func (s *shape) typ() arrow.DataType {
	switch {
	case len(s.forms) != 1:
		return arrow.BinaryTypes.String
	case s.forms[0] == '[':
		return arrow.ListOf(s.item.typ())
	case s.forms[0] == '{':
		return arrow.StructOf(s.fields()...)
	}
	return s.kinds.typ()
}
