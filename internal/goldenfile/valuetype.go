package goldenfile

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A Writer says how values of a type are written.
type Writer struct {
	Type   reflect.Type
	Format func(v any) string // returns the text of a value; nil: also write the unexported fields of the struct
}

// structAdvice returns what to do about a struct of which nothing can be written.
func structAdvice(t reflect.Type) string {
	return fmt.Sprintf("leave it out with the tag `assay:\"-\"`, or pass golden.Format(func(%s) string) or "+
		"golden.Unexported[%s]() as one of Writers", t, t)
}

// unexported returns the index of the writer by which the unexported fields of a struct are written, or -1.
func (e *valueEncoder) unexported(t reflect.Type) int {
	return slices.IndexFunc(e.writers, func(w Writer) bool { return w.Type == t && w.Format == nil })
}

// writer returns the index of the last writer that formats a type, or -1. A writer for the type itself or for a pointer
// to it goes before one for an interface.
func (e *valueEncoder) writer(t reflect.Type) int {
	found := -1
	for i, w := range e.writers {
		switch {
		case w.Format == nil || t.Kind() == reflect.Interface:
		case w.Type == t, w.Type.Kind() == reflect.Pointer && w.Type.Elem() == t:
			found = i
		case w.Type.Kind() == reflect.Interface && implements(t, w.Type) &&
			(found < 0 || e.writers[found].Type.Kind() == reflect.Interface):
			found = i
		}
	}
	return found
}

// inlined reports whether the fields of an embedded field count as those of the struct around it.
func (e *valueEncoder) inlined(f reflect.StructField) bool {
	_, tagged := f.Tag.Lookup("assay")
	switch {
	case !f.Anonymous || tagged || f.Type.Kind() != reflect.Struct || isTextType(f.Type):
		return false
	case e.ruleOf(f.Type) != byKind:
		e.differs = true
		return e.rules == FirstRules
	}
	return true
}

// writable reports whether a struct has something to write: an exported field, or nothing at all.
func (e *valueEncoder) writable(t reflect.Type) bool {
	left := t.NumField()
	for f := range t.Fields() {
		switch {
		case f.Tag.Get("assay") == "-", f.Name == "_":
			left--
		case f.IsExported() && !e.inlined(f), e.inlined(f) && f.Type.NumField() > 0 && e.writable(f.Type):
			return true
		}
	}
	return left == 0
}

func isTextType(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(marshalerType) || p.Implements(errorType)
}

// implements reports whether a type, or a pointer to it, has the methods of an interface.
func implements(t, methods reflect.Type) bool {
	return t.Implements(methods) || t.Kind() != reflect.Pointer && t.Kind() != reflect.Interface &&
		reflect.PointerTo(t).Implements(methods)
}

// addressable returns a copy of a value that has an address.
func addressable(v reflect.Value) reflect.Value {
	p := reflect.New(v.Type()).Elem()
	p.Set(v)
	return p
}

// as returns a value, or a pointer to a copy of it, as a type or interface that one of them has.
func as(v reflect.Value, t reflect.Type) any {
	if v.Type() == t || t.Kind() == reflect.Interface && v.Type().Implements(t) {
		return v.Interface()
	}
	return addressable(v).Addr().Interface()
}

// A typeRule says how values of a type are written.
type typeRule uint8

const (
	byKind typeRule = iota
	byWriter
	byTime
	byDuration
	byText // MarshalText
	byError
	byName // of an integer, if it has one
	byJSON // MarshalJSON
	byRawJSON
	byString // String
)

var (
	timeType      = reflect.TypeFor[time.Time]()
	durationType  = reflect.TypeFor[time.Duration]()
	rawJSONType   = reflect.TypeFor[json.RawMessage]()
	errorType     = reflect.TypeFor[error]()
	marshalerType = reflect.TypeFor[encoding.TextMarshaler]()
	jsonType      = reflect.TypeFor[json.Marshaler]()
	stringerType  = reflect.TypeFor[fmt.Stringer]()
)

// ruleOf returns the rule for a type.
func (e *valueEncoder) ruleOf(t reflect.Type) typeRule {
	if rule, known := e.types[t]; known {
		return rule
	}
	rule := e.newRule(t)
	e.types[t] = rule
	return rule
}

func (e *valueEncoder) newRule(t reflect.Type) typeRule {
	switch {
	case e.writer(t) >= 0:
		return byWriter
	case t.Kind() == reflect.Interface:
		return byKind
	case t == timeType:
		return byTime
	case t == durationType:
		return byDuration
	case implements(t, marshalerType):
		return byText
	case t.Implements(errorType):
		return byError
	case t == rawJSONType:
		return byRawJSON
	}
	k := t.Kind()
	isJSON, isStringer := implements(t, jsonType), implements(t, stringerType)
	switch {
	case reflect.Int <= k && k <= reflect.Uintptr && (isStringer || isJSON):
		return byName
	case k == reflect.Struct && e.writable(t),
		k != reflect.Struct && (k != reflect.Slice && k != reflect.Array || t.Elem().Kind() != reflect.Uint8):
		return byKind
	case isJSON:
		return byJSON
	case isStringer && (k != reflect.Struct || e.unexported(t) < 0):
		return byString
	}
	return byKind
}

// byType writes a value by its type. It returns false if the value is written by its kind.
func (e *valueEncoder) byType(v reflect.Value, path string) (out any, done bool, err error) {
	t := v.Type()
	rule := e.ruleOf(t)
	if rule >= byName || rule == byTime {
		e.differs = true
		if e.rules == FirstRules && rule == byTime {
			rule = byText
		} else if e.rules == FirstRules {
			return nil, false, nil
		}
	}
	if rule == byKind {
		return nil, false, nil
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: writing a %s as text panicked: %v", ValuePath(path), t, p)
		}
	}()
	if k := t.Kind(); rule >= byJSON && k == reflect.Slice && v.IsNil() {
		return nil, true, nil
	}
	out, done, err = e.typed(v, rule)
	if err != nil {
		err = fmt.Errorf("%s: %w", ValuePath(path), err)
	}
	return out, done, err
}

// typed writes a value by a rule other than byKind.
func (e *valueEncoder) typed(v reflect.Value, rule typeRule) (out any, done bool, err error) {
	switch rule {
	case byWriter:
		w := e.writers[e.writer(v.Type())]
		return textOrBytes(w.Format(as(v, w.Type))), true, nil
	case byTime:
		return v.Interface().(time.Time).UTC().Format(time.RFC3339Nano), true, nil
	case byDuration:
		return v.Interface().(time.Duration).String(), true, nil
	case byText:
		if e.rules != FirstRules && coveredByEmbedded(v) {
			e.differs = true
			return nil, false, nil
		}
		text, err := as(v, marshalerType).(encoding.TextMarshaler).MarshalText()
		return textOrBytes(string(text)), true, err
	case byError:
		return textOrBytes(v.Interface().(error).Error()), true, nil
	case byName:
		name := nameOf(v)
		return name, name != "", nil
	case byRawJSON:
		if out, err = readJSON(v.Bytes()); errors.As(err, new(*json.SyntaxError)) {
			return nil, false, nil // bytes
		}
		return out, true, err
	case byJSON:
		text, err := as(v, jsonType).(json.Marshaler).MarshalJSON()
		if err != nil {
			return nil, true, err
		}
		if out, err = readJSON(text); err != nil {
			err = fmt.Errorf("the MarshalJSON of %s returns no JSON: %w", v.Type(), err)
		}
		return out, true, err
	}
	return textOrBytes(as(v, stringerType).(fmt.Stringer).String()), true, nil
}

// coveredByEmbedded reports whether the MarshalText of a struct is that of an embedded field, so that the text does not
// contain the other fields, or contains a time in its own zone.
func coveredByEmbedded(v reflect.Value) bool {
	t := v.Type()
	if t.Kind() != reflect.Struct {
		return false
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.Anonymous || !f.IsExported() || !implements(f.Type, marshalerType) {
			continue
		}
		inner := v.Field(i)
		if (inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Interface) && inner.IsNil() {
			return true // MarshalText would panic
		}
		outer, err := as(v, marshalerType).(encoding.TextMarshaler).MarshalText()
		text, innerErr := as(inner, marshalerType).(encoding.TextMarshaler).MarshalText()
		return err == nil && innerErr == nil && bytes.Equal(outer, text)
	}
	return false
}

// nameOf returns the name of an integer, or "" if its text does not start with a letter and may be inexact.
func nameOf(v reflect.Value) string {
	text := ""
	if implements(v.Type(), stringerType) {
		text = as(v, stringerType).(fmt.Stringer).String()
	} else if raw, err := as(v, jsonType).(json.Marshaler).MarshalJSON(); err != nil || json.Unmarshal(raw, &text) != nil {
		return ""
	}
	first, _ := utf8.DecodeRuneInString(text)
	if !unicode.IsLetter(first) || !utf8.ValidString(text) || strings.TrimSpace(text) != text {
		return ""
	}
	return text
}

func textOrBytes(s string) any {
	if strings.ToValidUTF8(s, "") != s {
		return []byte(s)
	}
	return s
}
