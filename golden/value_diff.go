package golden

// A ValueChange is a difference of two values.
type ValueChange struct {
	Kind string `json:"kind"` // added, removed or changed
	Path string `json:"path"` // such as groups[2].lift
	Old  string `json:"old,omitempty"`
	New  string `json:"new,omitempty"`
}

func (r *Report) compareValues(old, new []byte, tolerances []Tolerance) error { return nil }
