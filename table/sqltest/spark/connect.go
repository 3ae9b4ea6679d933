package spark

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"math"
	"net"
	"net/url"
	"strings"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// A target is a connection string.
type target struct {
	address, token string
	tls            bool
}

// parseConnection reads a connection string of Spark Connect.
func parseConnection(text string) (target, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "sc" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" {
		return target{}, errors.New("not sc://HOST")
	}
	if strings.Contains(u.Hostname(), ":") && !strings.HasPrefix(u.Host, "[") {
		return target{}, errors.New("two ports")
	}
	t := target{address: net.JoinHostPort(u.Hostname(), "15002")}
	if u.Port() != "" {
		t.address = u.Host
	}
	path, parameters, _ := strings.Cut(u.Path, ";")
	if strings.Trim(path, "/") != "" {
		return target{}, errors.New("a path")
	}
	for p := range strings.SplitSeq(parameters, ";") {
		switch name, value, _ := strings.Cut(p, "="); name {
		case "token":
			t.token, t.tls = value, true
		case "use_ssl":
			t.tls = t.tls || value == "true"
		}
	}
	return t, nil
}

func dial(t target) (*grpc.ClientConn, error) {
	transport := insecure.NewCredentials()
	if t.tls {
		transport = credentials.NewTLS(&tls.Config{MinVersion: tls.VersionTLS12})
	}
	return grpc.NewClient("passthrough:///"+t.address, grpc.WithTransportCredentials(transport), grpc.WithDefaultCallOptions(
		grpc.ForceCodec(codec{}), grpc.MaxCallRecvMsgSize(math.MaxInt32), grpc.MaxCallSendMsgSize(math.MaxInt32)))
}

// A client calls the service of Spark Connect in one session.
type client struct {
	conn  *grpc.ClientConn
	id    string
	token string
}

func newClient(conn *grpc.ClientConn, token string) client {
	return client{conn, uuid.NewString(), token}
}

const service = "/spark.connect.SparkConnectService/"

// request returns the fields that all requests have.
func (c *client) request() message {
	return message{}.text(1, c.id).message(2, message{}.text(1, "assay"))
}

func (c *client) outgoing(ctx context.Context) context.Context {
	if c.token == "" {
		return ctx
	}
	return metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+c.token)
}

// set sets settings of the session.
func (c *client) set(ctx context.Context, settings [][2]string) error {
	var pairs message
	for _, s := range settings {
		pairs = pairs.message(1, message{}.text(1, s[0]).text(2, s[1]))
	}
	request := c.request().message(3, message{}.message(1, pairs))
	return c.conn.Invoke(c.outgoing(ctx), service+"Config", &request, &message{})
}

// release ends the session.
func (c *client) release(ctx context.Context) error {
	request := c.request()
	return c.conn.Invoke(c.outgoing(ctx), service+"ReleaseSession", &request, &message{})
}

// root and command are the plans of a relation and of a command.
func root(relation message) message { return message{}.message(1, relation) }

func command(m message) message { return message{}.message(2, m) }

// query returns the relation of a statement.
func query(statement string) message { return message{}.message(10, message{}.text(1, statement)) }

// execute runs a plan, and calls batch with each stream of Arrow IPC of its result.
func (c *client) execute(ctx context.Context, plan message, batch func(ipc []byte) error) error {
	ctx, cancel := context.WithCancel(c.outgoing(ctx))
	defer cancel()
	stream, err := c.conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true}, service+"ExecutePlan")
	if err != nil {
		return err
	}
	request := c.request().message(3, plan)
	if err := stream.SendMsg(&request); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	for {
		var response message
		switch err := stream.RecvMsg(&response); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if arrow := response.field(2); arrow != nil {
			if err := batch(arrow.field(2)); err != nil {
				return err
			}
		}
	}
}

// analyze returns the error of a query without running it.
func (c *client) analyze(ctx context.Context, statement string) error {
	request := c.request().message(4, message{}.message(1, root(query(statement))))
	return statementError(statement, c.conn.Invoke(c.outgoing(ctx), service+"AnalyzePlan", &request, &message{}))
}

// notThere reports whether no server answers.
func notThere(err error) bool {
	s, ok := status.FromError(err)
	return ok && (s.Code() == codes.Unavailable || s.Code() == codes.Unauthenticated)
}

// cause returns what the network says, without the address.
func cause(err error) string {
	text := status.Convert(err).Message()
	if at := strings.LastIndex(text, "connect: "); at >= 0 {
		return strings.Trim(text[at+len("connect: "):], `"`)
	}
	if at := strings.LastIndex(text, ": "); at >= 0 {
		text = text[at+2:]
	}
	return strings.Trim(text, `"`)
}
