package spark

import "google.golang.org/protobuf/encoding/protowire"

// A message is a message of the protocol in its encoding. The numbers of fields are those of the files
// spark/connect/*.proto, whose messages this package needs few of.
type message []byte

// text appends a field with a text.
func (m message) text(field protowire.Number, value string) message {
	return m.message(field, message(value))
}

// message appends a field with a message, or with bytes.
func (m message) message(field protowire.Number, value message) message {
	return protowire.AppendBytes(protowire.AppendTag(m, field, protowire.BytesType), value)
}

// yes appends a field that is true.
func (m message) yes(field protowire.Number) message {
	return protowire.AppendVarint(protowire.AppendTag(m, field, protowire.VarintType), 1)
}

// field returns the last field with a number that has a text or a message, or nil.
func (m message) field(want protowire.Number) (value message) {
	for len(m) > 0 {
		number, kind, tag := protowire.ConsumeTag(m)
		if tag < 0 {
			return nil
		}
		size := protowire.ConsumeFieldValue(number, kind, m[tag:])
		if size < 0 {
			return nil
		}
		if number == want && kind == protowire.BytesType {
			value, _ = protowire.ConsumeBytes(m[tag:])
		}
		m = m[tag+size:]
	}
	return value
}

// A codec passes messages as they are.
type codec struct{}

func (codec) Name() string { return "proto" }

func (codec) Marshal(v any) ([]byte, error) { return *v.(*message), nil }

func (codec) Unmarshal(data []byte, v any) error {
	*v.(*message) = append(message(nil), data...)
	return nil
}
