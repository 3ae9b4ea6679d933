// Package spark runs the transforms of package sqltest on Apache Spark, by Spark Connect:
//
//	revenue := sqltest.File(spark.Engine("sc://localhost:15002"), "revenue.sql")
//	table.Run(t, fx, revenue, table.Case{Name: "two_countries"})
//
// A run is a session of the server, whose datasets are temporary views. It ends with the run. The time zone is UTC.
// Tables and shuffles have one partition, so that a run repeats.
package spark

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"google.golang.org/grpc"

	"github.com/assay-go/assay/table/sqltest"
	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

// Engine returns the server of a connection string: sc://HOST:PORT/;token=TOKEN;use_ssl=true, in which all but HOST may
// be left out, as for other clients of Spark Connect. No message and no golden shows the connection string.
func Engine(connection string) sqltest.Engine { return &server{connection: connection} }

// A server is a Spark Connect server. All sessions share one connection, which stays open until the process ends.
type server struct {
	connection string

	mu    sync.Mutex
	conn  *grpc.ClientConn
	token string
}

const clock = "nothing can replace it in Spark: give the time as a parameter, such as $now"

var dialect = &engine.Dialect{
	Name:      "Spark",
	Package:   "spark",
	Quote:     quote,
	Backslash: true,
	Cast:      ddl,
	Unpinned: map[string]string{
		"now": clock, "current_timestamp": clock, "current_date": clock, "curdate": clock, "current_time": clock,
		"localtimestamp": clock, "unix_timestamp": clock,
	},
}

func (s *server) Dialect() *engine.Dialect { return dialect }

func quote(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

// rules are those of Spark's optimizer that use how many rows a table has.
var rules = []string{
	"ConvertToLocalRelation", "PropagateEmptyRelation", "EliminateLimits", "EliminateSorts", "OptimizeOneRowPlan",
}

// Open starts a session.
func (s *server) Open(ctx context.Context, p engine.Purpose) (engine.Session, error) {
	conn, err := s.connect()
	if err != nil {
		return nil, err
	}
	run := &session{client: newClient(conn, s.token), toRead: p == engine.ToRead}
	settings := [][2]string{
		{"spark.sql.session.timeZone", "UTC"},
		// With several partitions, rows without an order come in another one in each run.
		{"spark.sql.leafNodeDefaultParallelism", "1"},
		{"spark.sql.shuffle.partitions", "1"},
	}
	if run.toRead {
		settings = append(settings, [2]string{"spark.sql.debug.maxToStringFields", "1000000"},
			[2]string{"spark.sql.optimizer.excludedRules", optimizer + strings.Join(rules, ","+optimizer)})
	}
	if err := run.set(ctx, settings); err != nil {
		if notThere(err) {
			return nil, fmt.Errorf("the Spark server is not there: %s\n%s", cause(err), howToStart)
		}
		return nil, fmt.Errorf("the Spark server cannot start a run: %w", err)
	}
	return run, nil
}

const optimizer = "org.apache.spark.sql.catalyst.optimizer."

const howToStart = "start its Connect server, as in docker run -d -p 15002:15002 -e SPARK_NO_DAEMONIZE=1 apache/spark " +
	"/opt/spark/sbin/start-connect-server.sh, or give spark.Engine another connection string"

// connect returns the connection, which gRPC opens when it is needed.
func (s *server) connect() (*grpc.ClientConn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn != nil {
		return s.conn, nil
	}
	target, err := parseConnection(s.connection)
	if err == nil {
		s.token = target.token
		s.conn, err = dial(target)
	}
	if err != nil { // the error may show the connection string
		return nil, errors.New("the connection string of Spark cannot be read: write it as sc://HOST:PORT/;token=TOKEN")
	}
	return s.conn, nil
}
