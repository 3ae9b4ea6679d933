package table

import (
	"flag"
	"fmt"
	"slices"

	"github.com/assay-go/assay/internal/serve"
)

var (
	leaksFlag = flag.String("assay.leaks", "fail",
		"what to do if a result depends on generated data: `fail`, warn or off")
	redrawsFlag = flag.Int("assay.redraws", 2, "how often the leak check redraws generated data")
	freshFlag   = flag.Bool("assay.fresh", true, "redraw in a fresh process, too, which finds kept state")
	childFlag   = flag.String("assay.child", "", "internal: the `directory` of what a fresh process is to do")
	serveFlag   = flag.String(serve.Flag, "", "internal: the `files` by which regen asks to run cases")
	shrinkFlag  = flag.Bool("assay.shrink", false, "show the smallest input on which a case fails by an error or a leak")
	askFlag     = flag.String("assay.ask", "", "internal: the `directory` of a question of regen")
	pinsFlag    = flag.Bool("assay.pins", false, "change each pinned cell, and log the pins that no golden depends on")
)

// settings are the checked flags of a test binary.
type settings struct {
	leaks   string
	redraws int
	pins    bool
}

func parseFlags() (settings, error) {
	s := settings{*leaksFlag, *redrawsFlag, *pinsFlag}
	if !slices.Contains([]string{"fail", "warn", "off"}, s.leaks) {
		return s, fmt.Errorf("-assay.leaks=%s: want fail, warn or off", s.leaks)
	}
	if s.redraws < 1 {
		return s, fmt.Errorf("-assay.redraws=%d: want 1 or more, or -assay.leaks=off", s.redraws)
	}
	return s, nil
}
