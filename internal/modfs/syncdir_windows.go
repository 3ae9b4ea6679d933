package modfs

import "os"

// syncDir does nothing: Windows keeps its directories in a journal and cannot flush them.
func syncDir(*os.Root, string) error { return nil }
