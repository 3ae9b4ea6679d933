package sqlite

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

var (
	code      = regexp.MustCompile(` \(\d+\)$`)
	nearToken = regexp.MustCompile(`^(?:SQL logic error: )?near "(.+)": `)
	named     = regexp.MustCompile(`^(?:SQL logic error: )?(?:no such|ambiguous) (?:column|table|function)` +
		`(?: name)?: (\S+)`)
)

// statementError returns an error of SQLite with its place.
func (s *session) statementError(ctx context.Context, statement string, err error) error {
	if err == nil {
		return nil
	}
	msg := strings.TrimPrefix(err.Error(), "SQL logic error: ")
	msg = code.ReplaceAllString(msg, "")
	if at := s.position(ctx, statement, err); at >= 0 {
		return &engine.Error{Offset: at, Msg: msg}
	}
	return errors.New(msg)
}

// position returns the offset in a statement of what an error is about, or -1. SQLite tells the token, not where it is:
// of several such tokens, it is the first one up to which the statement fails in the same way.
func (s *session) position(ctx context.Context, sql string, err error) int {
	if m := named.FindStringSubmatch(err.Error()); m != nil {
		name := m[1][strings.LastIndexByte(m[1], '.')+1:]
		return engine.WordIndex(sql, name)
	}
	m := nearToken.FindStringSubmatch(err.Error())
	if m == nil {
		return -1
	}
	for at := 0; ; {
		i := strings.Index(sql[at:], m[1])
		if i < 0 {
			return -1
		}
		end := at + i + len(m[1])
		if cut := s.exec(ctx, "explain "+sql[:end]); cut != nil && cut.Error() == err.Error() {
			return at + i
		}
		at = end
	}
}
