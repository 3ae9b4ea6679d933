package goldenfile

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/internal/budget"
	"github.com/assay-go/assay/internal/lazyregexp"
	"github.com/assay-go/assay/internal/message"
)

// A golden's value is nil, a bool, int64, uint64 (above the largest int64), float64, string, []byte, []any or Mapping.
// Its YAML is a small subset with one text per value: two spaces per level, quotes only if needed, and no comments,
// anchors, flow style or tags, except !!binary.

// A Mapping is a map with ordered keys.
type Mapping []Entry

type Entry struct {
	Key   string
	Value any
}

// deepestValue is the deepest nesting of values.
const deepestValue = 100

// EncodeYAML returns the YAML of a value.
func EncodeYAML(v any) []byte { return appendBlock(nil, v, 0) }

// appendBlock appends a value and the end of its last line. The caller has indented the first line by indent spaces.
func appendBlock(dst []byte, v any, indent int) []byte {
	switch v := v.(type) {
	case Mapping:
		if len(v) == 0 {
			return append(dst, "{}\n"...)
		}
		for i, e := range v {
			if i > 0 {
				dst = appendSpaces(dst, indent)
			}
			dst = append(AppendScalar(dst, e.Key), ':')
			if isBlock(e.Value) {
				dst = appendSpaces(append(dst, '\n'), indent+2)
			} else {
				dst = append(dst, ' ')
			}
			dst = appendBlock(dst, e.Value, indent+2)
		}
		return dst
	case []any:
		if len(v) == 0 {
			return append(dst, "[]\n"...)
		}
		for i, item := range v {
			if i > 0 {
				dst = appendSpaces(dst, indent)
			}
			dst = appendBlock(append(dst, "- "...), item, indent+2)
		}
		return dst
	case string:
		if literal(v) {
			return appendLiteral(dst, v, max(indent, 2))
		}
	}
	return append(AppendScalar(dst, v), '\n')
}

// isBlock reports whether a value takes its own lines.
func isBlock(v any) bool {
	switch v := v.(type) {
	case Mapping:
		return len(v) > 0
	case []any:
		return len(v) > 0
	}
	return false
}

func appendSpaces(dst []byte, n int) []byte {
	for range n {
		dst = append(dst, ' ')
	}
	return dst
}

// literal reports whether a text of several lines is written as a literal block.
func literal(s string) bool {
	body := strings.TrimSuffix(s, "\n")
	if !strings.Contains(s, "\n") || !utf8.ValidString(s) || body == "" || strings.HasSuffix(body, "\n") {
		return false
	}
	for line := range strings.SplitSeq(body, "\n") {
		if strings.ContainsFunc(line, arrowtext.Invisible) || strings.TrimSpace(line) != line &&
			(strings.HasSuffix(line, " ") || line == "") {
			return false
		}
	}
	return body[0] != ' ' && body[0] != '\n'
}

func appendLiteral(dst []byte, s string, indent int) []byte {
	body, whole := strings.CutSuffix(s, "\n")
	dst = append(dst, '|')
	if !whole {
		dst = append(dst, '-')
	}
	dst = append(dst, '\n')
	for line := range strings.SplitSeq(body, "\n") {
		if line != "" {
			dst = append(appendSpaces(dst, indent), line...)
		}
		dst = append(dst, '\n')
	}
	return dst
}

// AppendScalar appends a value that fits on a line, other than an empty list or mapping.
func AppendScalar(dst []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(dst, NullText...)
	case bool:
		return strconv.AppendBool(dst, v)
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case uint64:
		return strconv.AppendUint(dst, v, 10)
	case float64:
		return appendYAMLFloat(dst, v)
	case []byte:
		return base64.StdEncoding.AppendEncode(append(dst, "!!binary "...), v)
	case string:
		if plainYAML(v) {
			return append(dst, v...)
		}
		return appendYAMLString(dst, v)
	}
	panic(fmt.Sprintf("%T is not a value of a golden", v))
}

// appendYAMLFloat appends a float that never reads as an integer.
func appendYAMLFloat(dst []byte, f float64) []byte {
	switch {
	case f != f:
		return append(dst, ".nan"...)
	case math.IsInf(f, 1):
		return append(dst, ".inf"...)
	case math.IsInf(f, -1):
		return append(dst, "-.inf"...)
	}
	format := byte('f')
	if abs := math.Abs(f); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	text := strconv.FormatFloat(f, format, -1, 64)
	if strings.Contains(text, ".") {
		return append(dst, text...)
	}
	digits, exponent, some := strings.Cut(text, "e")
	dst = append(append(dst, digits...), ".0"...)
	if some {
		dst = append(append(dst, 'e'), exponent...)
	}
	return dst
}

var (
	yamlInteger = lazyregexp.New(`^(0|-?[1-9][0-9]*)$`)
	yamlFloat   = lazyregexp.New(`^-?(0|[1-9][0-9]*)\.[0-9]+(e[-+][0-9]+)?$`)
	// Texts that some YAML reader takes for numbers.
	yamlNumeric = lazyregexp.New(`^[-+]?(0[bBoOxX][0-9a-fA-F_]*|` +
		`[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]*)?|\.[0-9_]+([eE][-+]?[0-9]*)?|` +
		`[0-9][0-9_]*(:[0-9]+)+(\.[0-9_]*)?|\.([iI][nN][fF]|[nN][aA][nN]))$`)
	yamlWords = map[string]bool{
		"y": true, "n": true, "yes": true, "no": true, "on": true, "off": true,
		"true": true, "false": true, "null": true, "~": true,
	}
)

// plainYAML reports whether a text needs no quotes.
func plainYAML(s string) bool {
	if s == "" || !utf8.ValidString(s) || strings.ContainsFunc(s, arrowtext.Invisible) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(s)
	if first < utf8.RuneSelf && !plainStart(byte(first)) || yamlWords[strings.ToLower(s)] ||
		yamlNumeric().MatchString(s) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(s)
	return last != ' ' && last != ':' && !wideSpace(first) && !wideSpace(last) && !strings.Contains(s, ": ") &&
		!strings.Contains(s, " #")
}

// plainStart reports whether a text that starts with c has no other meaning in YAML.
func plainStart(c byte) bool {
	return c == '_' || c == '/' || c == '(' || c == '$' || c == '+' || c == '^' ||
		'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// appendYAMLString appends a text in double quotes, or as binary if it is not UTF-8.
func appendYAMLString(dst []byte, s string) []byte {
	if !utf8.ValidString(s) {
		return AppendScalar(dst, []byte(s))
	}
	dst = append(dst, '"')
	for _, r := range s {
		switch {
		case r == '"', r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, `\n`...)
		case r == '\t':
			dst = append(dst, `\t`...)
		case r == '\r':
			dst = append(dst, `\r`...)
		case arrowtext.Invisible(r) && r > 0xffff:
			dst = fmt.Appendf(dst, `\U%08x`, r)
		case arrowtext.Invisible(r):
			dst = fmt.Appendf(dst, `\u%04x`, r)
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}

// readYAML reads a value from YAML, canonical or not. It returns a [*ParseError] whose line counts from the value's
// first line.
func readYAML(text []byte) (any, error) {
	if len(text) == 0 {
		return nil, &ParseError{Line: 1, Col: 1, Msg: "the file is truncated: the value is missing"}
	}
	const perNode = 256 // bytes of memory
	if err := budget.ForValue(int64(len(text))).Spend(perNode * nodes(text)); err != nil {
		return nil, fmt.Errorf("the value %w", err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, yamlError(err)
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		return nil, &ParseError{Line: 1, Col: 1, Msg: "the value is missing"}
	}
	return valueOf(doc.Content[0], 0)
}

// nodes returns about how many nodes the YAML of a value has, or more if texts contain its punctuation.
func nodes(text []byte) (n int64) {
	for i, c := range text {
		ends := i+1 == len(text) || text[i+1] == ' ' || text[i+1] == '\n'
		switch {
		case c == ':' && ends, c == '?' && ends:
			n += 2
		case c == '-' && ends, c == ',', c == '[', c == '{':
			n++
		}
	}
	return n
}

// ParseYAML reads a value from canonical YAML only.
func ParseYAML(text []byte) (any, error) {
	v, err := readYAML(text)
	if err != nil {
		return nil, err
	}
	again := EncodeYAML(v)
	if at := firstDifference(text, again); at >= 0 {
		before := string(text[:at])
		start := strings.LastIndexByte(before, '\n') + 1
		return nil, &ParseError{
			Line: strings.Count(before, "\n") + 1, Col: at - start + 1,
			Msg: fmt.Sprintf("found %s, want %s", message.Quote(restOfLine(text[start:])),
				message.Quote(restOfLine(again[min(start, len(again)):]))),
		}
	}
	return v, nil
}

// CheckValue returns an error unless text is a value in canonical YAML.
func CheckValue(text []byte) error {
	_, err := ParseYAML(text)
	return err
}

var yamlLine = lazyregexp.New(`^yaml: (?:line ([0-9]+): )?(.*)`)

// yamlError takes the line from the text of the parser's error, because the parser has no other way to report it.
func yamlError(err error) error {
	found := yamlLine().FindStringSubmatch(strings.ReplaceAll(err.Error(), "\n", " "))
	if found == nil {
		return &ParseError{Line: 1, Col: 1, Msg: "invalid YAML: " + err.Error()}
	}
	line, _ := strconv.Atoi(found[1])
	return &ParseError{Line: max(line, 1), Col: 1, Msg: "invalid YAML: " + found[2]}
}

// valueOf converts a YAML node to a value.
func valueOf(n *yaml.Node, depth int) (any, error) {
	fail := func(format string, args ...any) error {
		return &ParseError{Line: max(n.Line, 1), Col: max(n.Column, 1), Msg: fmt.Sprintf(format, args...)}
	}
	if depth > deepestValue {
		return nil, fail("the value is nested deeper than %d levels", deepestValue)
	}
	switch n.Kind {
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			var err error
			if list[i], err = valueOf(item, depth+1); err != nil {
				return nil, err
			}
		}
		return list, nil
	case yaml.MappingNode:
		return mappingOf(n, depth)
	case yaml.ScalarNode:
		v, err := scalarOf(n)
		if err != nil {
			return nil, fail("%v", err)
		}
		return v, nil
	}
	return nil, fail("anchors and aliases are not allowed in a golden")
}

func mappingOf(n *yaml.Node, depth int) (any, error) {
	m := make(Mapping, 0, len(n.Content)/2)
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if k.Kind != yaml.ScalarNode {
			return nil, &ParseError{Line: max(k.Line, 1), Col: max(k.Column, 1), Msg: "want a text as the key"}
		}
		if seen[k.Value] {
			return nil, &ParseError{
				Line: max(k.Line, 1), Col: max(k.Column, 1),
				Msg: fmt.Sprintf("the key %s is given twice", message.Quote(k.Value)),
			}
		}
		seen[k.Value] = true
		v, err := valueOf(n.Content[i+1], depth+1)
		if err != nil {
			return nil, err
		}
		m = append(m, Entry{k.Value, v})
	}
	return m, nil
}

func scalarOf(n *yaml.Node) (any, error) {
	switch {
	case n.Tag == "!!binary":
		return base64.StdEncoding.DecodeString(n.Value)
	case n.Style&yaml.TaggedStyle != 0:
		return nil, errors.New("tags other than !!binary are not allowed in a golden")
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return n.Value, nil
	}
	switch text := n.Value; {
	case text == NullText:
		return nil, nil
	case text == "true", text == "false":
		return text == "true", nil
	case text == ".nan":
		return math.NaN(), nil
	case text == ".inf":
		return math.Inf(1), nil
	case text == "-.inf":
		return math.Inf(-1), nil
	case yamlFloat().MatchString(text):
		return strconv.ParseFloat(text, 64)
	case yamlInteger().MatchString(text):
		if i, err := strconv.ParseInt(text, 10, 64); err == nil {
			return i, nil
		}
		return strconv.ParseUint(text, 10, 64)
	default:
		return text, nil
	}
}
