package expr

import (
	"unicode/utf8"

	"github.com/assay-go/assay/internal/message"
)

// textFunction returns the check of a function of texts that returns a text. Usually all texts but the first are
// literals, but each may be a column.
func textFunction(make textMaker) func(c *checker, x *syntax, args []*node) (*node, error) {
	return func(c *checker, x *syntax, args []*node) (*node, error) {
		for i, a := range args {
			var err error
			if args[i], err = c.texts(x, a); err != nil {
				return nil, err
			}
		}
		return c.operation(x, textType, true, textKernel(make), args...)
	}
}

func textTester(op string) func(c *checker, x *syntax, args []*node) (*node, error) {
	return func(c *checker, x *syntax, args []*node) (*node, error) {
		named := *x
		named.word = op
		return c.textTest(&named, args)
	}
}

func (c *checker) length(x *syntax, args []*node) (*node, error) {
	of, err := c.texts(x, args[0])
	if err != nil {
		return nil, err
	}
	return c.operation(x, intType, true, func(s *state, n *node, out *block, args []*block) {
		for i, text := range args[0].texts[:s.rows] {
			out.ints[i] = int64(utf8.RuneCount(text))
		}
	}, of)
}

func (c *checker) substring(x *syntax, args []*node) (*node, error) { return c.characters(x, args) }

// slice checks text[from:to].
func (c *checker) slice(x *syntax) (*node, error) {
	args := make([]*node, 3)
	for i, a := range x.args {
		if a == nil {
			b := blockOf(intKind)
			b.ints[0] = map[int]int64{1: 0, 2: 1 << 62}[i]
			args[i] = c.literal(x, intType, b)
			continue
		}
		var err error
		if args[i], err = c.check(a, false); err != nil {
			return nil, err
		}
	}
	return c.characters(x, args)
}

// characters checks a substring of the characters from one position to another. Negative positions count from the end.
func (c *checker) characters(x *syntax, args []*node) (*node, error) {
	of, err := c.texts(x, args[0])
	if err != nil {
		return nil, err
	}
	bounds := []*node{of}
	for _, a := range args[1:] {
		if a.kind != intKind && a.kind != nullKind {
			return nil, c.errorf(a.at, "%s is %s; the bounds of a substring must be integers", message.Excerpt(a.text), a.typ)
		}
		bounds = append(bounds, c.convert(a, intType))
	}
	return c.operation(x, textType, true, cutCharacters, bounds...)
}

func (c *checker) bareSplit(x *syntax, _ []*node) (*node, error) {
	return nil, c.errorf(x.at, "split makes a list; take one part of it: %s", c.functions[x.word].usage)
}

// part checks split(text, separator)[index].
func (c *checker) part(x *syntax) (*node, error) {
	if len(x.args) != 3 {
		return nil, c.errorf(x.at, "write %s", c.functions["split"].usage)
	}
	args := make([]*node, len(x.args))
	for i, a := range x.args {
		var err error
		if args[i], err = c.check(a, false); err != nil {
			return nil, err
		}
		if i < 2 {
			args[i], err = c.texts(&syntax{word: "split", kind: callSyntax, at: x.at}, args[i])
		} else if args[i].kind != intKind {
			err = c.errorf(a.at, "%s is %s; the index of a part must be an integer", message.Excerpt(args[i].text), args[i].typ)
		}
		if err != nil {
			return nil, err
		}
	}
	return c.operation(x, textType, true, cutPart, args...)
}

// hash checks hash(x), the hash of the text of x.
func (c *checker) hash(x *syntax, args []*node) (*node, error) {
	text, err := c.toString(x, args)
	if err != nil {
		return nil, err
	}
	return c.operation(x, intType, true, func(s *state, n *node, out *block, args []*block) {
		for i, text := range args[0].texts[:s.rows] {
			out.ints[i] = hashText(text)
		}
	}, text)
}

func (c *checker) toString(x *syntax, args []*node) (*node, error) {
	of := c.orNull(args[0], textType)
	if of.kind == textKind {
		return of, nil
	}
	return c.operation(x, textType, true, func(s *state, n *node, out *block, args []*block) {
		cell := cellTexts(n.args[0].typ, args[0], s.rows)
		for i := range out.texts {
			if !out.null[i] {
				s.addText(n, out, i, func(dst []byte) []byte { return cell(dst, i) })
			}
		}
	}, of)
}
