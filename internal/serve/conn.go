package serve

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
)

// A Conn sends and receives messages. It is not safe for concurrent use.
type Conn struct {
	r io.Reader
	w io.Writer
}

// NewConn returns a connection that reads from r and writes to w.
func NewConn(r io.Reader, w io.Writer) *Conn { return &Conn{r, w} }

// longest is the size of the largest message, in bytes.
const longest = 256 << 20

// Send sends a message.
func (c *Conn) Send(message any) error {
	text, err := json.Marshal(message)
	if err != nil {
		return err
	}
	if len(text) > longest {
		return fmt.Errorf("a message of %d bytes is longer than %d", len(text), longest)
	}
	_, err = c.w.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(text))), text...))
	return err
}

// Receive receives a message. The error is [io.EOF] after the last one.
func (c *Conn) Receive(message any) error {
	var head [4]byte
	if _, err := io.ReadFull(c.r, head[:]); err != nil {
		return err
	}
	size := binary.BigEndian.Uint32(head[:])
	if size > longest {
		return fmt.Errorf("a message of %d bytes is longer than %d", size, longest)
	}
	text, err := io.ReadAll(io.LimitReader(c.r, int64(size))) // not at once: the size may be wrong
	if err != nil {
		return err
	}
	return json.Unmarshal(text, message)
}

// Dial opens the connection that the value of the flag names: the numbers of the files to read from and to write to, or
// the path of a socket. Programs that the process starts do not get the files.
func Dial(flag string) (*Conn, error) {
	from, to, ok := strings.Cut(flag, ",")
	in, errIn := strconv.ParseUint(from, 10, 16)
	out, errOut := strconv.ParseUint(to, 10, 16)
	if !ok || errIn != nil || errOut != nil {
		socket, err := net.Dial("unix", flag)
		if err != nil {
			return nil, fmt.Errorf("-%s=%s: want the numbers of two files, or a socket: %w", Flag, flag, err)
		}
		return NewConn(socket, socket), nil
	}
	files := make([]*os.File, 2)
	for i, fd := range []uint64{in, out} {
		closeOnExec(uintptr(fd))
		files[i] = os.NewFile(uintptr(fd), "-"+Flag)
		if _, err := files[i].Stat(); err != nil {
			return nil, fmt.Errorf("-%s=%s: file %d is not open", Flag, flag, fd)
		}
	}
	return NewConn(files[0], files[1]), nil
}
