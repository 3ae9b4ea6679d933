package dbt

import (
	"fmt"
	"strings"

	"github.com/assay-go/assay/internal/lazyregexp"
	"github.com/assay-go/assay/internal/message"
)

// A TemplateError is a part of SQL that only dbt can compile. Line and Col count from 1.
type TemplateError struct {
	Line, Col int
	Msg       string
	Compile   bool // whether it is a template that only dbt compiles
}

func (e *TemplateError) Error() string { return fmt.Sprintf("%d:%d: %s", e.Line, e.Col, e.Msg) }

// A Relation is what a template refers to: the arguments of ref or source, or nothing for this.
type Relation struct {
	Kind string // ref, source, this
	Args []string
}

const quoted = `(?:'([^']*)'|"([^"]*)")`

var (
	tag        = lazyregexp.New(`(?s)\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}`)
	relation   = lazyregexp.New(`^(?:this|(ref|source)\(\s*` + quoted + `\s*(?:,\s*` + quoted + `\s*)?\))$`)
	configTag  = lazyregexp.New(`(?s)^config\s*\(.*\)$`)
	whenAgain  = lazyregexp.New(`^if\s+is_incremental\(\s*\)$`)
	whenFirst  = lazyregexp.New(`^if\s+not\s+is_incremental\(\s*\)$`)
	trimBefore = lazyregexp.New(`\s+$`)
	trimAfter  = lazyregexp.New(`^\s+`)
)

// parseRelation parses ref('x'), ref('package', 'x'), source('a', 'x') or this.
func parseRelation(text string) (to Relation, ok bool) {
	found := relation().FindStringSubmatch(text)
	if found == nil {
		return to, false
	}
	if found[1] == "" {
		return Relation{Kind: "this"}, true
	}
	to = Relation{Kind: found[1], Args: []string{found[2] + found[3]}}
	if second := found[4] + found[5]; second != "" {
		to.Args = append(to.Args, second)
	}
	return to, true
}

// String returns the relation as a template has it.
func (to Relation) String() string {
	if to.Kind == "this" {
		return to.Kind
	}
	return to.Kind + "('" + strings.Join(to.Args, "', '") + "')"
}

// Render returns SQL without its templates. It knows ref, source, this, config, comments, and
// {% if is_incremental() %} … {% else %} … {% endif %}, which keeps the part that incremental says. Any other template
// is a *TemplateError. name returns a relation's name in SQL.
func Render(sql string, incremental bool, name func(Relation) (string, error)) (string, error) {
	r := &renderer{sql: sql, incremental: incremental, name: name}
	at := 0
	for _, found := range tag().FindAllStringIndex(sql, -1) {
		r.text(sql[at:found[0]])
		if err := r.tag(found[0], sql[found[0]:found[1]]); err != nil {
			return "", err
		}
		at = found[1]
	}
	r.text(sql[at:])
	if r.inIf {
		return "", r.errorf(r.ifAt, "if without endif")
	}
	for _, mark := range []string{"{{", "{%", "{#"} {
		if i := strings.Index(sql, mark); i >= 0 && !tag().MatchString(sql[i:]) {
			return "", r.errorf(i, "%s has no end", mark)
		}
	}
	return r.out.String(), nil
}

type renderer struct {
	sql         string
	incremental bool
	name        func(Relation) (string, error)
	out         strings.Builder
	inIf, skip  bool
	ifAt        int
	trim        bool // the next text loses its first spaces
}

func (r *renderer) errorf(at int, format string, args ...any) *TemplateError {
	before := r.sql[:at]
	line := strings.Count(before, "\n") + 1
	col := len([]rune(before[strings.LastIndex(before, "\n")+1:])) + 1
	return &TemplateError{Line: line, Col: col, Msg: fmt.Sprintf(format, args...)}
}

func (r *renderer) text(text string) {
	if r.trim {
		text, r.trim = trimAfter().ReplaceAllString(text, ""), false
	}
	if !r.skip {
		r.out.WriteString(text)
	}
}

// tag renders a template at an offset of the SQL.
func (r *renderer) tag(at int, text string) error {
	inner := text[2 : len(text)-2]
	if rest, ok := strings.CutPrefix(inner, "-"); ok {
		inner = rest
		kept := trimBefore().ReplaceAllString(r.out.String(), "")
		r.out.Reset()
		r.out.WriteString(kept)
	}
	if rest, ok := strings.CutSuffix(inner, "-"); ok {
		inner, r.trim = rest, true
	}
	inner = strings.TrimSpace(inner)
	switch {
	case text[1] == '#':
		return nil
	case text[1] == '%':
		return r.statement(at, text, inner)
	case r.skip || configTag().MatchString(inner):
		return nil
	}
	to, ok := parseRelation(inner)
	if !ok {
		return r.unknown(at, text)
	}
	name, err := r.name(to)
	if err != nil {
		return r.errorf(at, "%v", err)
	}
	r.out.WriteString(name)
	return nil
}

func (r *renderer) statement(at int, text, inner string) error {
	again, first := whenAgain().MatchString(inner), whenFirst().MatchString(inner)
	switch {
	case (again || first) && !r.inIf:
		r.inIf, r.ifAt, r.skip = true, at, again != r.incremental
	case inner == "else" && r.inIf:
		r.skip = !r.skip
	case inner == "endif" && r.inIf:
		r.inIf, r.skip = false, false
	default:
		return r.unknown(at, text)
	}
	return nil
}

func (r *renderer) unknown(at int, text string) error {
	err := r.errorf(at, "%s is a template that only dbt compiles: run dbt compile, and test the model of the manifest",
		message.Quote(text))
	err.Compile = true
	return err
}
