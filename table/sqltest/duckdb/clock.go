package duckdb

import (
	"context"
	"fmt"
	"time"
)

// SetClock covers the functions for the current time by macros, which DuckDB finds before its own functions.
func (s *session) SetClock(ctx context.Context, now time.Time) error {
	instant := fmt.Sprintf("TIMESTAMPTZ '%s'", now.UTC().Format("2006-01-02 15:04:05.999999+00"))
	local := fmt.Sprintf("TIMESTAMP '%s'", now.UTC().Format("2006-01-02 15:04:05.999999"))
	for _, m := range []struct {
		names []string
		value string
	}{
		{[]string{"now", "get_current_timestamp", "transaction_timestamp"}, instant},
		{[]string{"current_localtimestamp"}, local},
		{[]string{"current_date", "today"}, "CAST(" + local + " AS DATE)"},
		{[]string{"get_current_time"}, "CAST(" + instant + " AS TIMETZ)"},
		{[]string{"current_localtime"}, "CAST(" + local + " AS TIME)"},
	} {
		for _, name := range m.names {
			if err := s.Exec(ctx, "CREATE MACRO "+name+"() AS "+m.value); err != nil {
				return err
			}
		}
	}
	midnight := "CAST(CAST(" + local + " AS DATE) AS TIMESTAMP)" // age(t) counts from there
	return s.Exec(ctx, "CREATE MACRO age(t) AS system.main.age("+midnight+", CAST(t AS TIMESTAMP)), "+
		"(a, b) AS system.main.age(a, b)")
}
