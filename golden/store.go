package golden

// A Store holds pending results and what tests declared, under .assay at a module's root.
type Store struct{ root, dir string }

// OpenStore opens the store of the module at moduleRoot; ASSAY_DIR moves it.
func OpenStore(moduleRoot string) (*Store, error) { return nil, errUnderWay }

// Pending is a result that waits for approval.
type Pending struct {
	ID      string `json:"-"`       // package directory/test/case
	Package string `json:"package"` // directory from the module root, with slashes
	Test    string `json:"test"`
	Case    string `json:"case"`
	Golden  string `json:"golden"` // path from the module root, with slashes
	Base    string `json:"base"`   // SHA-256 of the golden it was compared with, "" where there was none
	Reason  string `json:"reason"`
	Rerun   string `json:"rerun"` // the command that runs the case again
}

// A Ref names a golden and the case that it belongs to.
type Ref struct {
	Golden  string // path from the module root, with slashes
	Package string
	Test    string
	Case    string // "" where no case is known
	Reason  string // why it is obsolete or missing
}

// Status is the state of a module's goldens.
type Status struct {
	Pending  []Pending
	Missing  []Ref // declared, neither recorded nor pending
	Obsolete []Ref // recorded, no longer declared
}

// Pending returns the pending results, by ID.
func (s *Store) Pending() ([]Pending, error) { return nil, errUnderWay }

// Status returns what is pending, missing and obsolete.
func (s *Store) Status() (Status, error) { return Status{}, errUnderWay }

// Approve makes a pending result the golden.
func (s *Store) Approve(p Pending) error { return errUnderWay }

// Reject removes a pending result.
func (s *Store) Reject(p Pending) error { return errUnderWay }

// Report compares a pending result with its golden.
func (s *Store) Report(p Pending) (*Report, error) { return nil, errUnderWay }
