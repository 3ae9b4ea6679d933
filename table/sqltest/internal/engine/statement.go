package engine

import (
	"regexp"
	"strings"
)

var (
	storing = regexp.MustCompile(`^(?is)\s*(?:create\s+(?:or\s+replace\s+)?` +
		`(?:(?:global|local|temp|temporary|unlogged|materialized)\s+)*(?:table|view)\s+(?:if\s+not\s+exists\s+)?` +
		`[^\s(]+\s*(?:\([^)]*\)\s*)?(?:as\s+)?|insert\s+into\s+[^\s(]+\s*(?:\([^)]*\)\s*)?)`)
	query   = regexp.MustCompile(`^(?i)[\s(]*(?:select|with|values|table)\b`)
	counted = regexp.MustCompile(`(?i)\bcount\s*\(\s*\*\s*\)`)
	natural = regexp.MustCompile(`(?i)\bnatural\b`)
)

// StoredQuery returns the query whose rows a statement returns or stores in a table or a view, or "" if it has none.
func StoredQuery(statement string) string {
	body := strings.TrimPrefix(statement, storing.FindString(statement))
	if !query.MatchString(body) {
		return ""
	}
	return body
}

// NamesAllColumns reports whether a query names each column that it uses: it has no * but that of count(*).
func NamesAllColumns(query string) bool {
	return !strings.Contains(counted.ReplaceAllString(query, ""), "*")
}

// HasNaturalJoin reports whether a query may join by columns that it does not name.
func HasNaturalJoin(query string) bool { return natural.MatchString(query) }

// WordIndex returns the offset in a statement of a name that is not a part of another one, or -1.
func WordIndex(statement, name string) int {
	const no = `[^\pL\pN_]`
	m := regexp.MustCompile(`(?i)(?:^|` + no + `)(` + regexp.QuoteMeta(name) + `)(?:$|` + no + `)`).
		FindStringSubmatchIndex(statement)
	if m == nil {
		return -1
	}
	return m[2]
}
