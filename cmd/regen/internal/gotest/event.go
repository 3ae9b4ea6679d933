package gotest

// An event is a line of the output of go test -json.
type event struct {
	Action      string
	Package     string
	Test        string
	Output      string
	FailedBuild string
	Key, Value  string // of an attribute
}
