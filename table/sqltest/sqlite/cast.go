package sqlite

import (
	"regexp"
	"strings"
)

// aliased matches what follows a cast: its alias.
var aliased = regexp.MustCompile(`^\s*(?i:as\s+)?("[^"]+"|[\pL_][\pL\pN_]*)`)

var (
	castStart = regexp.MustCompile(`(?i)\bcast\s*\(`)
	asWord    = regexp.MustCompile(`(?i)\bas\s`)
)

// castTypes returns the types of the casts in a statement by their aliases in lower case, as of total in
// cast(sum(x) as decimal(12, 2)) as total. SQLite keeps only the affinity of a cast. An alias with several types
// has the type "".
func castTypes(sql string) map[string]string {
	types := make(map[string]string)
	for _, m := range castStart.FindAllStringIndex(sql, -1) {
		body, rest, ok := parenthesized(sql[m[1]:])
		alias := aliased.FindStringSubmatch(rest)
		as := asWord.FindAllStringIndex(body, -1)
		if !ok || as == nil || alias == nil {
			continue
		}
		name := strings.ToLower(strings.Trim(alias[1], `"`))
		typ := strings.Join(strings.Fields(body[as[len(as)-1][1]:]), " ")
		if other, ok := types[name]; ok && other != typ {
			typ = ""
		}
		types[name] = typ
	}
	return types
}

// parenthesized splits a text after the parenthesis that closes one before it.
func parenthesized(sql string) (body, rest string, ok bool) {
	depth := 1
	for i := 0; i < len(sql); i++ {
		switch sql[i] {
		case '\'', '"':
			end := strings.IndexByte(sql[i+1:], sql[i])
			if end < 0 {
				return "", "", false
			}
			i += end + 1
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return sql[:i], sql[i+1:], true
			}
		}
	}
	return "", "", false
}
