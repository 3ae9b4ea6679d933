package sqltest

import (
	"context"
	"fmt"
	"os"

	"github.com/assay-go/assay/internal/message"
	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// engineVariable is the environment variable that chooses among the engines of [OneOf].
const engineVariable = "ASSAY_ENGINE"

// OneOf returns the first of some engines, or the one that the environment variable ASSAY_ENGINE names by its package,
// such as postgres. All have one golden: "regen test --engine duckdb,postgres" runs the tests on several engines.
func OneOf(engines ...Engine) Engine {
	name := os.Getenv(engineVariable)
	if len(engines) == 0 || name == "" {
		return first(engines)
	}
	var names []string
	for _, e := range engines {
		if e.Dialect().Package == name {
			return e
		}
		names = append(names, e.Dialect().Package)
	}
	return unknownEngine{engines[0], fmt.Errorf("%s=%s: the test runs on %s%s", engineVariable, name, message.List(names),
		message.DidYouMean(name, names))}
}

// first returns the first engine, or nil.
func first(engines []Engine) Engine {
	if len(engines) == 0 {
		return nil
	}
	return engines[0]
}

// An unknownEngine opens no session.
type unknownEngine struct {
	Engine
	err error
}

func (e unknownEngine) Open(context.Context, engine.Purpose) (engine.Session, error) {
	return nil, e.err
}
