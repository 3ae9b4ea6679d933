package sqlite

import (
	"context"
	"database/sql/driver"
	"strings"
	"sync"
	"time"

	"modernc.org/sqlite"
)

// A clock is a driver whose functions of date and time can read a pinned instant. Functions belong to a driver, and
// cannot tell its connections apart: so each run has a clock of its own.
type clock struct {
	driver sqlite.Driver
	now    string     // in the form that the functions read
	real   connection // evaluates the functions
}

// idleClocks are the clocks of runs that ended: the driver keeps what was registered for as long as the program runs.
var idleClocks struct {
	sync.Mutex
	clocks []*clock
}

// dateFunctions are SQLite's functions of date and time, by where their first instant is among the arguments.
var dateFunctions = map[string]int{
	"date": 0, "time": 0, "datetime": 0, "julianday": 0, "unixepoch": 0, "timediff": 0, "strftime": 1,
}

// newClock returns a clock for one run, which reads the machine's time until it is pinned. Release it after the run.
func newClock() (*clock, error) {
	idleClocks.Lock()
	defer idleClocks.Unlock()
	if n := len(idleClocks.clocks); n > 0 {
		c := idleClocks.clocks[n-1]
		idleClocks.clocks = idleClocks.clocks[:n-1]
		c.now = "now"
		return c, nil
	}
	conn, err := new(sqlite.Driver).Open(":memory:")
	if err != nil {
		return nil, err
	}
	c := &clock{now: "now", real: conn.(connection)}
	for keyword, function := range map[string]string{
		"current_timestamp": "datetime", "current_date": "date", "current_time": "time",
	} {
		err := c.driver.RegisterScalarFunction(keyword, 0,
			func(*sqlite.FunctionContext, []driver.Value) (driver.Value, error) { return c.call(function, nil) })
		if err != nil {
			return nil, err
		}
	}
	for name := range dateFunctions {
		err := c.driver.RegisterScalarFunction(name, -1,
			func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) { return c.call(name, args) })
		if err != nil {
			return nil, err
		}
	}
	return c, nil
}

// pin sets the instant that the functions read.
func (c *clock) pin(now time.Time) { c.now = now.UTC().Format("2006-01-02 15:04:05.999") }

// release keeps the clock for another run.
func (c *clock) release() {
	idleClocks.Lock()
	defer idleClocks.Unlock()
	idleClocks.clocks = append(idleClocks.clocks, c)
}

// call evaluates a function of date and time with the pinned instant in the place of now.
func (c *clock) call(name string, args []driver.Value) (driver.Value, error) {
	values := make([]driver.NamedValue, len(args))
	for i, v := range args {
		if text, ok := v.(string); ok && strings.EqualFold(text, "now") {
			v = c.now
		}
		values[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	if first := dateFunctions[name]; len(args) == first { // without an instant
		values = append(values, driver.NamedValue{Ordinal: first + 1, Value: c.now})
	}
	marks := strings.TrimPrefix(strings.Repeat(", ?", len(values)), ", ")
	rows, err := c.real.QueryContext(context.Background(), "select "+name+"("+marks+")", values)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	result := make([]driver.Value, 1)
	err = rows.Next(result)
	return result[0], err
}
