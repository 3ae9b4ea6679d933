package arrowtext

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/assay-go/assay/internal/message"
)

// A SyntaxError describes a problem at an offset of a text.
type SyntaxError struct {
	Offset int // in bytes, from 0
	Msg    string
}

func (e *SyntaxError) Error() string { return e.Msg }

// compound has the names of the types with parameters, each with an example.
var compound = map[string]string{
	"fixed_size_binary": "fixed_size_binary[16]",
	"time32":            "time32[s] or time32[ms]",
	"time64":            "time64[us] or time64[ns]",
	"timestamp":         "timestamp[ms] or timestamp[ms, UTC]",
	"duration":          "duration[ms]",
	"decimal":           "decimal(12, 2)",
	"decimal128":        "decimal(12, 2)",
	"decimal256":        "decimal256(60, 4)",
	"list":              "list<utf8>",
	"large_list":        "large_list<utf8>",
	"list_view":         "list_view<utf8>",
	"large_list_view":   "large_list_view<utf8>",
	"fixed_size_list":   "fixed_size_list<float32>[3]",
	"struct":            "struct<a: int64, b: utf8>",
	"map":               "map<utf8, int64>",
	"dictionary":        "dictionary<utf8>",
	"run_end_encoded":   "run_end_encoded<int32, utf8>",
	"extension":         `extension<"geo.point", utf8>`,
}

// habitual has names of types in other systems, with the names here.
var habitual = map[string]string{
	"str": "utf8", "text": "utf8", "varchar": "utf8", "char": "utf8",
	"int": "int64", "integer": "int64", "bigint": "int64", "long": "int64", "smallint": "int16", "uint": "uint64",
	"byte":  "uint8",
	"float": "float64", "double": "float64", "real": "float32", "half": "float16", "number": "float64",
	"boolean": "bool", "date": "date32", "datetime": "timestamp[us]", "time": "time64[us]", "numeric": "decimal(12, 2)",
	"bytes": "binary", "bytea": "binary", "blob": "binary", "array": "list<utf8>", "object": "struct<a: int64, b: utf8>",
	"large_string": "large_utf8", "string_view": "utf8_view", "enum": "dictionary<utf8>", "category": "dictionary<utf8>",
}

// ParseType returns the type that s names. Its error is a *SyntaxError.
func ParseType(s string) (arrow.DataType, error) {
	p := &typeParser{s: s}
	dt := p.typ(0)
	if p.err == nil && p.i < len(p.s) {
		p.fail(p.i, "%s after the type %s", p.found(), strconv.Quote(p.s[:p.i]))
	}
	if p.err != nil {
		return nil, p.err
	}
	return dt, nil
}

// A typeParser reads a type from left to right and keeps the first error.
type typeParser struct {
	s   string
	i   int
	err *SyntaxError
}

func (p *typeParser) fail(at int, format string, args ...any) {
	if p.err == nil {
		p.err = &SyntaxError{Offset: at, Msg: fmt.Sprintf(format, args...)}
	}
	p.i = len(p.s)
}

func (p *typeParser) found() string {
	if p.i >= len(p.s) {
		return "nothing more"
	}
	rest := p.s[p.i:]
	if len(rest) > 20 {
		rest = rest[:20] + "…"
	}
	return "found " + strconv.Quote(rest)
}

func (p *typeParser) space() {
	for p.i < len(p.s) && p.s[p.i] == ' ' {
		p.i++
	}
}

// has consumes tok if it is next.
func (p *typeParser) has(tok string) bool {
	p.space()
	if p.err != nil || !strings.HasPrefix(p.s[p.i:], tok) {
		return false
	}
	p.i += len(tok)
	return true
}

// hasWord consumes word if it is next and ends there.
func (p *typeParser) hasWord(word string) bool {
	p.space()
	if end := p.i + len(word); end < len(p.s) && nameByte(p.s[end]) {
		return false
	}
	return p.has(word)
}

func (p *typeParser) need(tok, in string) {
	if !p.has(tok) && p.err == nil {
		p.fail(p.i, "a type such as %s needs %q here: %s", in, tok, p.found())
	}
}

func (p *typeParser) word() string {
	p.space()
	start := p.i
	for p.i < len(p.s) && nameByte(p.s[p.i]) {
		p.i++
	}
	return p.s[start:p.i]
}

func (p *typeParser) int(in string, lo, hi int) int {
	p.space()
	start := p.i
	if p.i < len(p.s) && p.s[p.i] == '-' {
		p.i++
	}
	for p.i < len(p.s) && '0' <= p.s[p.i] && p.s[p.i] <= '9' {
		p.i++
	}
	n, err := strconv.Atoi(p.s[start:p.i])
	switch {
	case p.err != nil:
	case p.i == start || err != nil && p.i-start < 2:
		p.i = start
		p.fail(start, "a type such as %s needs a number here: %s", in, p.found())
	case err != nil || n < lo || n > hi:
		p.fail(start, "%s is out of range: in a type such as %s it is %d to %d", p.s[start:p.i], in, lo, hi)
	}
	return n
}

func (p *typeParser) unit(in string, units ...arrow.TimeUnit) arrow.TimeUnit {
	start := p.i
	w := p.word()
	var names []string
	for _, u := range units {
		if u.String() == w {
			return u
		}
		names = append(names, u.String())
	}
	p.fail(start, "%q is not a unit of %s: use %s", w, in, strings.Join(names, ", "))
	return 0
}

func (p *typeParser) typ(depth int) arrow.DataType {
	p.space()
	start := p.i
	name := p.word()
	if p.err != nil {
		return arrow.Null
	}
	if depth > deepest {
		p.fail(start, "the type is nested deeper than %d levels", deepest)
		return arrow.Null
	}
	if dt, ok := simple[name]; ok {
		return dt
	}
	if name == "string" {
		return arrow.BinaryTypes.String
	}
	example, ok := compound[name]
	if !ok {
		p.unknown(start, name)
		return arrow.Null
	}
	if p.space(); p.i == len(p.s) {
		p.fail(p.i, "%s lacks its %s: write %s", name, lackOf(name), example)
		return arrow.Null
	}
	dt := p.parameters(name, example, depth)
	if p.err != nil {
		return arrow.Null
	}
	return dt
}

// lackOf returns what a compound type needs first.
func lackOf(name string) string {
	switch name {
	case "timestamp", "duration", "time32", "time64":
		return "unit"
	case "decimal", "decimal128", "decimal256":
		return "precision"
	case "fixed_size_binary":
		return "width"
	}
	return "parameters"
}

func (p *typeParser) unknown(start int, name string) {
	if name == "" {
		p.i = start
		p.fail(start, "want a type such as int64 or utf8, %s", p.found())
		return
	}
	msg := fmt.Sprintf("unknown type %q", name)
	if use, ok := habitual[strings.ToLower(name)]; ok {
		p.fail(start, "%s%s", msg, message.Suggest(strconv.Quote(use)))
		return
	}
	names := make([]string, 0, len(simple)+len(compound)+1)
	for n := range simple {
		names = append(names, n)
	}
	for n := range compound {
		names = append(names, n)
	}
	names = append(names, "string")
	slices.Sort(names)
	near := message.Nearest(name, names)
	if near == "" {
		p.fail(start, "%s: types are int64, float64, utf8, bool, date32, timestamp[ms, UTC], decimal(12, 2), list<utf8> "+
			"and others like these", msg)
		return
	}
	if example, ok := compound[near]; ok {
		near = example
	}
	p.fail(start, "%s%s", msg, message.Suggest(strconv.Quote(near)))
}

// parameters reads the parameters of a compound type. If it returns nil, p.err is set.
func (p *typeParser) parameters(name, example string, depth int) arrow.DataType {
	switch name {
	case "fixed_size_binary":
		p.need("[", example)
		n := p.int(example, 0, widest)
		p.need("]", example)
		return &arrow.FixedSizeBinaryType{ByteWidth: n}
	case "time32", "time64", "duration":
		return p.timeType(name, example)
	case "timestamp":
		p.need("[", example)
		t := &arrow.TimestampType{Unit: p.unit(name, arrow.Second, arrow.Millisecond, arrow.Microsecond, arrow.Nanosecond)}
		if p.has(",") {
			t.TimeZone = p.zone()
		}
		p.need("]", example)
		return t
	case "decimal", "decimal128", "decimal256":
		return p.decimalType(name, example)
	case "list", "large_list", "list_view", "large_list_view", "fixed_size_list":
		return p.listType(name, example, depth)
	case "struct":
		return p.structType(example, depth)
	case "map":
		return p.mapType(example, depth)
	case "dictionary":
		return p.dictionaryType(example, depth)
	case "extension":
		return p.extensionType(example, depth)
	}
	return p.runType(example, depth)
}

func (p *typeParser) timeType(name, example string) arrow.DataType {
	p.need("[", example)
	defer p.need("]", example)
	switch name {
	case "time32":
		return &arrow.Time32Type{Unit: p.unit(name, arrow.Second, arrow.Millisecond)}
	case "time64":
		return &arrow.Time64Type{Unit: p.unit(name, arrow.Microsecond, arrow.Nanosecond)}
	}
	return &arrow.DurationType{Unit: p.unit(name, arrow.Second, arrow.Millisecond, arrow.Microsecond, arrow.Nanosecond)}
}

func (p *typeParser) zone() string {
	p.space()
	start := p.i
	end := strings.IndexByte(p.s[p.i:], ']')
	if end < 0 {
		end = len(p.s) - p.i
	}
	zone := strings.TrimRight(p.s[start:start+end], " ")
	p.i = start + len(zone)
	if p.err == nil && !plainZone(zone) {
		p.fail(start, "%q is not a time zone: use a name such as UTC, Europe/Berlin or +02:00", zone)
	}
	return zone
}

func (p *typeParser) decimalType(name, example string) arrow.DataType {
	digits := maxDigits128
	if name == "decimal256" {
		digits = maxDigits256
	}
	p.need("(", example)
	prec := p.int(example, 1, digits)
	p.need(",", example)
	scale := p.int(example, -digits, digits)
	p.need(")", example)
	if name == "decimal256" {
		return &arrow.Decimal256Type{Precision: int32(prec), Scale: int32(scale)}
	}
	return &arrow.Decimal128Type{Precision: int32(prec), Scale: int32(scale)}
}

// fieldName reads a name and its colon, if they are next.
func (p *typeParser) fieldName() (string, bool) {
	p.space()
	start := p.i
	if p.i < len(p.s) && p.s[p.i] == '"' {
		sc := scanner{text: []byte(p.s[p.i:])}
		text, err := sc.string(nil)
		if err != nil {
			p.fail(start+sc.i, "%v", err)
			return "", false
		}
		p.i += sc.i
		p.need(":", compound["struct"])
		return string(text), true
	}
	name := p.word()
	if name != "" && p.has(":") {
		return name, true
	}
	p.i = start
	return "", false
}

func (p *typeParser) elem(depth int) (arrow.DataType, bool) {
	dt := p.typ(depth + 1)
	if !p.hasWord("not") {
		return dt, true
	}
	if !p.hasWord("null") {
		p.fail(p.i, `"not" is followed by "null": %s`, p.found())
	}
	return dt, false
}

func (p *typeParser) listType(name, example string, depth int) arrow.DataType {
	p.need("<", example)
	f := arrow.Field{Name: "item"}
	if n, ok := p.fieldName(); ok {
		f.Name = n
	}
	f.Type, f.Nullable = p.elem(depth)
	p.need(">", example)
	switch name {
	case "list":
		return arrow.ListOfField(f)
	case "large_list":
		return arrow.LargeListOfField(f)
	case "list_view":
		return arrow.ListViewOfField(f)
	case "large_list_view":
		return arrow.LargeListViewOfField(f)
	}
	p.need("[", example)
	n := p.int(example, 1, widest)
	p.need("]", example)
	if p.err != nil {
		return nil
	}
	return p.bounded(arrow.FixedSizeListOfField(int32(n), f))
}

func (p *typeParser) structType(example string, depth int) arrow.DataType {
	p.need("<", example)
	var fields []arrow.Field
	seen := map[string]bool{}
	for first := true; p.err == nil && !p.has(">"); first = false {
		if !first {
			p.need(",", example)
		}
		p.space()
		start := p.i
		name, ok := p.fieldName()
		if !ok {
			p.fail(p.i, "a field of a struct is a name, a colon and a type, as in %s: %s", example, p.found())
		}
		if seen[name] {
			p.fail(start, "duplicate field %q in the struct", name)
		}
		seen[name] = true
		f := arrow.Field{Name: name}
		f.Type, f.Nullable = p.elem(depth)
		fields = append(fields, f)
	}
	return p.bounded(arrow.StructOf(fields...))
}

func (p *typeParser) mapType(example string, depth int) arrow.DataType {
	p.need("<", example)
	key := p.typ(depth + 1)
	p.need(",", example)
	item, nullable := p.elem(depth)
	t := arrow.MapOf(key, item)
	t.SetItemNullable(nullable)
	if p.has(",") {
		if !p.hasWord("keys_sorted") {
			p.fail(p.i, "only keys_sorted may follow the types of a map: %s", p.found())
		}
		t.KeysSorted = true
	}
	p.need(">", example)
	return t
}

func (p *typeParser) dictionaryType(example string, depth int) arrow.DataType {
	p.need("<", example)
	p.space()
	start := p.i
	t := &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int32}
	t.ValueType = p.typ(depth + 1)
	if p.err == nil && !dictionaryHolds(t.ValueType.ID()) {
		p.fail(start, "a dictionary cannot hold %s", TypeText(t.ValueType))
	}
	for p.has(",") {
		if p.hasWord("ordered") {
			t.Ordered = true
			break
		}
		p.space()
		start := p.i
		if t.IndexType = p.typ(depth + 1); p.err == nil && !arrow.IsInteger(t.IndexType.ID()) {
			p.fail(start, "the index of a dictionary is an integer, not %s", TypeText(t.IndexType))
		}
	}
	p.need(">", example)
	return t
}

func (p *typeParser) extensionType(example string, depth int) arrow.DataType {
	p.need("<", example)
	name := p.quoted(example)
	p.need(",", example)
	storage := p.typ(depth + 1)
	data := ""
	if p.has(",") {
		start := p.i
		if data = p.quoted(example); data == "" {
			p.fail(start, "leave out the data of an extension type that has none")
		}
	}
	p.need(">", example)
	return NewExtension(name, storage, data)
}

// quoted reads a JSON string.
func (p *typeParser) quoted(example string) string {
	p.space()
	if p.err == nil && (p.i == len(p.s) || p.s[p.i] != '"') {
		p.fail(p.i, "a type such as %s needs a JSON string here: %s", example, p.found())
		return ""
	}
	sc := scanner{text: []byte(p.s[p.i:])}
	text, err := sc.string(nil)
	if err != nil && p.err == nil {
		p.fail(p.i+sc.i, "%v", err)
		return ""
	}
	p.i += sc.i
	return string(text)
}

func (p *typeParser) runType(example string, depth int) arrow.DataType {
	p.need("<", example)
	p.space()
	start := p.i
	ends := p.typ(depth + 1)
	if id := ends.ID(); id != arrow.INT16 && id != arrow.INT32 && id != arrow.INT64 {
		p.fail(start, "the ends of runs are int16, int32 or int64, not %s", TypeText(ends))
	}
	p.need(",", example)
	p.space()
	start = p.i
	values := p.typ(depth + 1)
	if p.err == nil && values.ID() == arrow.RUN_END_ENCODED {
		p.fail(start, "run-end encoded values cannot nest")
	}
	p.need(">", example)
	return arrow.RunEndEncodedOf(ends, values)
}
