package spark

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// kept matches statements that leave nothing in the server when the session ends.
var kept = regexp.MustCompile(`(?i)^[\s(]*(?:select|with|values|table|from|show|desc|describe|explain|set|declare|cache|` +
	`create\s+(?:or\s+replace\s+)?temp(?:orary)?\s+(?:view|function))\b`)

// refuse returns an error for a statement whose effect would stay.
func refuse(statement string) error {
	if kept.MatchString(statement) {
		return nil
	}
	return &engine.Error{Msg: "it would stay in Spark after the test: write create temporary view"}
}

var (
	// class is the class of an error, with which its message starts.
	class = regexp.MustCompile(`\[[A-Z][A-Z0-9_.]+\] `)
	// place is the place of an error: lines count from 1, a pos from 0, and a position from 1.
	place = regexp.MustCompile(`[;,]? *\(?line (\d+),? (pos|position) (\d+)\)?`)
	// rest is what follows the message: the plan, the statement, and where Spark's code failed.
	rest = regexp.MustCompile(`(?s)(?: SQLSTATE: \w+)?(?:[;,]? *\(?line \d+,? pos.*|\n== SQL.*|\n\s*JVM stacktrace.*|;\n.*)$`)
	// state is the code of an error, after a message without a place.
	state = regexp.MustCompile(` SQLSTATE: \w+$`)
)

// statementError returns an error of the server with its place.
func statementError(statement string, err error) error {
	s, ok := status.FromError(err)
	if err == nil || !ok || s.Code() == codes.Canceled || s.Code() == codes.DeadlineExceeded {
		return err
	}
	return messageError(statement, s.Message())
}

// messageError returns the error that a message of Spark describes.
func messageError(statement, text string) error {
	if at := class.FindStringIndex(text); at != nil {
		text = text[at[0]:]
	}
	msg := state.ReplaceAllString(strings.TrimSpace(rest.ReplaceAllString(text, "")), "")
	m := place.FindStringSubmatch(text)
	if m == nil {
		return errors.New(msg)
	}
	line, _ := strconv.Atoi(m[1])
	column, _ := strconv.Atoi(m[3])
	if m[2] == "position" {
		column--
	}
	return &engine.Error{Offset: offset(statement, line, column), Msg: msg}
}

// offset returns the offset in bytes of a place, whose column is in characters.
func offset(statement string, line, column int) int {
	at := 0
	for ; line > 1; line-- {
		at += strings.IndexByte(statement[at:], '\n') + 1
	}
	for ; column > 0 && at < len(statement); column-- {
		_, size := utf8.DecodeRuneInString(statement[at:])
		at += size
	}
	return at
}
