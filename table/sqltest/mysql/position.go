package mysql

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-sql-driver/mysql"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

var (
	near  = regexp.MustCompile(`(?s) near '(.*)' at line (\d+)$`)
	named = regexp.MustCompile(`(?:Unknown column|Table|FUNCTION|Column) '?([^' ]+)'? `)
)

// statementError returns an error of the server with its place.
func statementError(statement string, err error) error {
	e, ok := errors.AsType[*mysql.MySQLError](err)
	if !ok {
		return err
	}
	msg := strings.Replace(e.Message, manual, "", 1)
	if at := position(statement, e); at >= 0 {
		return &engine.Error{Offset: at, Msg: msg}
	}
	return errors.New(msg)
}

// manual is what the server says in each error of syntax.
const manual = "; check the manual that corresponds to your MariaDB server version for the right syntax to use"

// position returns the offset in a statement of what an error is about, or -1.
func position(sql string, e *mysql.MySQLError) int {
	if m := near.FindStringSubmatch(e.Message); m != nil { // the text from there on, at most 80 characters
		line, _ := strconv.Atoi(m[2])
		start := 0
		for ; line > 1; line-- {
			start += strings.IndexByte(sql[start:], '\n') + 1
		}
		if m[1] == "" {
			return len(sql)
		}
		if i := strings.Index(sql[start:], m[1]); i >= 0 {
			return start + i
		}
		return start
	}
	if m := named.FindStringSubmatch(e.Message); m != nil {
		return engine.WordIndex(sql, m[1][strings.LastIndexByte(m[1], '.')+1:])
	}
	return -1
}
