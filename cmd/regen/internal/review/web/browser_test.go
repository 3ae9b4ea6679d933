package web

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/assay-go/assay/cmd/regen/internal/review/reviewtest"
	"github.com/assay-go/assay/internal/store"
)

// The tests here run the page in a real browser, one for all of them, in which each has a profile of its own. Without a
// browser they are skipped.

// chromium is the path of a browser, "" where there is none.
func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// browser starts the browser, and is how it is ended.
var browser struct {
	once sync.Once
	ctx  context.Context
	end  []context.CancelFunc
	err  error
}

func TestMain(m *testing.M) {
	status := m.Run()
	for _, end := range browser.end {
		end()
	}
	os.Exit(status)
}

func startBrowser(path string, patience time.Duration) {
	options := append(
		slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path),
		chromedp.WindowSize(1280, 800),
		chromedp.Flag(
			"host-resolver-rules",
			"MAP evil.example 127.0.0.1",
		),
		chromedp.DisableGPU,
		chromedp.WSURLReadTimeout(patience),
	)
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses to be root in a sandbox
	}
	for range 3 { // it crashes now and then as it starts, on a machine with much to do
		allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
		ctx, cancel := chromedp.NewContext(allocator)
		if _, browser.err = chromedp.Run(ctx, chromedp.Evaluate[int]("1")); browser.err == nil {
			browser.ctx, browser.end = ctx, []context.CancelFunc{cancel, stop}
			return
		}
		cancel()
		stop()
	}
}

// A tab is a tab of the browser.
type tab struct {
	*testing.T
	ctx context.Context

	mu       sync.Mutex
	problems []string // exceptions, and what the console calls an error
}

func newTab(t *testing.T) *tab {
	t.Helper()
	path := chromium()
	switch {
	case testing.Short():
		t.Skip("a browser takes long")
	case path == "":
		t.Skip("no Chromium here: install one to run the review's end-to-end tests")
	}
	if browser.once.Do(func() { startBrowser(path, patience(t)) }); browser.err != nil {
		t.Fatalf("%s does not start: %v", path, browser.err)
	}
	b := &tab{T: t}
	ctx, cancel := chromedp.NewContext(browser.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(b.hear))
	t.Cleanup(cancel)
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[int]("1")); err != nil {
		t.Fatal(err)
	}
	b.ctx, cancel = context.WithTimeout(ctx, patience(t))
	t.Cleanup(cancel)
	return b
}

// patience is how long a test may wait for the browser: nearly to the deadline, so that it can still say what it waits
// for.
func patience(t *testing.T) time.Duration {
	deadline, ok := t.Deadline()
	if !ok {
		return math.MaxInt64
	}
	return time.Until(deadline) / 20 * 19
}

// hear notes problems of the page.
func (b *tab) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.problems = append(b.problems, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			b.problems = append(b.problems, e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

func (b *tab) run(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		page, _ := chromedp.Run(context.WithoutCancel(b.ctx), chromedp.Evaluate[string](`document.body.innerText`))
		b.Fatalf("%v; the page reads\n%s", err, page)
	}
}

// text returns what an expression of the page's script gives, as text.
func (b *tab) text(expression string) string {
	b.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return text
}

// wait waits until an expression is true.
func (b *tab) wait(expression string) {
	b.Helper()
	b.run(chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingTimeout(0)))
}

// says waits until an element holds a text.
func (b *tab) says(id, text string) {
	b.Helper()
	b.wait(fmt.Sprintf("document.getElementById(%q).textContent.includes(%q)", id, text))
}

// changes waits until a row shows a change: the old text, the new one and by how much a number changed.
func (b *tab) changes(old, new, by string) {
	b.Helper()
	b.wait(fmt.Sprintf(`[...document.querySelectorAll("#rows ins")].some((e) => e.textContent === %q &&
		e.closest("td").previousSibling.textContent === %q &&
		(%q === "" || e.closest("td").nextSibling.textContent === %q))`, new, old, by, by))
}

// click clicks an element, wherever it is: what is drawn above it may move it meanwhile.
func (b *tab) click(id string) {
	b.Helper()
	b.wait(fmt.Sprintf("!document.getElementById(%q).disabled", id))
	b.text(fmt.Sprintf("document.getElementById(%q).click()", id))
}

func (b *tab) press(keys string) {
	b.Helper()
	b.run(chromedp.KeyEvent(keys))
}

// sound fails the test where the page had problems.
func (b *tab) sound() {
	b.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.problems {
		// What a quick decision overtakes is refused, and shown by nobody.
		overtaken := strings.Contains(p, "400 (Bad Request)") &&
			(strings.Contains(p, "/rows?") || strings.Contains(p, "/sheet?"))
		if !strings.Contains(p, "favicon.ico") && !overtaken {
			b.Errorf("the page: %s", p)
		}
	}
}

func TestAcceptingOnThePageChangesThatGoldenAlone(t *testing.T) {
	b := newTab(t)
	l := reviewtest.New(t)
	l.Shop()
	s := start(t, l)
	b.run(chromedp.Navigate(s.URL()))
	b.says("name", "billing/TestOrders/refund")
	b.says("reason", "the inputs changed: orders.status, shop.yaml:31")
	b.changes("paid", "refunded", "")
	b.changes("20.50", "0.00", "-20.50 -100%")
	if address := b.text("location.href"); address != "http://"+s.host+"/" {
		t.Errorf("the address is %s: it should not hold the token", address)
	}
	if l.Golden("billing/TestOrders/refund") != reviewtest.Orders {
		t.Fatal("it was accepted before anyone clicked")
	}
	b.click("accept")
	b.says("status", "accepted billing/TestOrders/refund")
	b.says("name", "report/TestTotals/settings")
	if got := l.Golden("billing/TestOrders/refund"); got != reviewtest.Refunded {
		t.Errorf("the golden is\n%s", got)
	}
	for name, want := range map[string]string{
		"report/TestTotals/north": reviewtest.Totals, "report/TestTotals/south": reviewtest.Totals,
		"report/TestTotals/settings": reviewtest.Settings, "report/TestTotals/west": "",
	} {
		if got := l.Golden(name); got != want {
			t.Errorf("%s, which nobody accepted, is\n%s", name, got)
		}
	}
	if got := len(l.Waiting()); got != 4 {
		t.Errorf("%d wait, want 4", got)
	}
	b.sound()
}

func TestTheKeyboardReviewsAll(t *testing.T) {
	b := newTab(t)
	l := reviewtest.New(t)
	l.Shop()
	s := start(t, l)
	b.run(chromedp.Navigate(s.URL()))
	b.says("name", "billing/TestOrders/refund")
	b.press("s")
	b.says("name", "report/TestTotals/settings")
	b.press("v")
	b.says("rows", "rate: 0.5")
	b.press("r")
	b.says("name", "report/TestTotals/west")
	b.says("note", "no golden yet")
	b.press("v")
	b.says("rows", "2026-01-02")
	b.press("}")
	b.says("name", "report/TestTotals/north")
	b.press("{")
	b.says("name", "report/TestTotals/west")
	b.press("}")
	b.says("alike-text", "All 2 alike:")
	b.press("A")
	b.says("status", "accepted 2 goldens")
	b.says("name", "report/TestTotals/west")
	b.press("a")
	b.says("status", "nothing is left")
	b.says("progress", "0 of 5 wait: 3 accepted, 1 rejected, 1 skipped")
	b.press("k")
	b.says("name", "report/TestTotals/settings")
	b.press("u")
	b.says("status", "undone: report/TestTotals/west waits again")
	b.says("name", "report/TestTotals/west")
	if got, want := l.Waiting(), []string{"billing/TestOrders/refund", "report/TestTotals/west"}; !slices.Equal(
		got,
		want,
	) {
		t.Errorf("pending are %v, want %v", got, want)
	}
	b.run(chromedp.Reload())
	b.says("progress", "1 of 5 wait: 2 accepted, 1 rejected, 1 skipped")
	b.press("?")
	b.wait("document.getElementById('help').open")
	b.press("\x1b")
	b.press("/")
	b.wait("document.activeElement.id === 'query'")
	b.run(chromedp.SetValue(chromedp.ID("query"), "ida"))
	b.press("\r")
	b.says("status", `"ida": line`)
	b.says("name", "billing/TestOrders/refund")
	for _, part := range kb.Encode('\r') { // the row is open before the key is up: that does not close it
		b.run(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, *part)
			return err
		}))
		b.wait("document.getElementById('row-dialog').open")
	}
	b.says("row-cells", "Ida")
	b.press("\x1b")
	b.click("quit")
	b.says("status", "the review has ended")
	<-s.Done()
	b.sound()
}

func TestHistogramsShowAColumnBeforeAndAfter(t *testing.T) {
	b := newTab(t)
	l := reviewtest.New(t)
	l.Shop()
	b.run(chromedp.Navigate(start(t, l).URL()))
	b.says("details", "1 cell changed")
	b.run(chromedp.Click(chromedp.CSS(`[aria-label^="Histogram of total"]`)))
	b.says("details", "8 values from 4.4 to 99, median 18")
	if label := b.text(`document.querySelector("svg").getAttribute("aria-label")`); !strings.HasPrefix(
		label,
		"total before: 8 values from 4.4 to 99, median 18; after: 8 values from 0 to 99",
	) {
		t.Errorf("the histogram is called %q", label)
	}
	if bars := b.text(`document.querySelectorAll("svg rect").length`); bars != "48" {
		t.Errorf("it has %s bars, want 48", bars)
	}
	b.sound()
}

// hostile is a golden of a branch that wants to run a script on the reviewer's page.
func hostile(cell string) string {
	return "# assay 1\n# order keyed k\n# field k utf8\n# field \"<script>owned()</script>\" utf8\n" +
		"k,<script>owned()</script>\n" +
		"<img src=x onerror=owned()>," + cell + "\n"
}

func TestHTMLInGoldensIsText(t *testing.T) {
	b := newTab(t)
	l := reviewtest.New(t)
	l.Pending(
		"report/TestTotals/all",
		hostile("a"),
		hostile("<b onmouseover=owned()>x</b>"),
		"<img src=x onerror=owned()>",
	)
	b.run(chromedp.Navigate(start(t, l).URL()))
	b.changes("a", "<b onmouseover=owned()>x</b>", "")
	b.says("head", "<script>owned()</script>")
	b.says("reason", "<img src=x onerror=owned()>")
	b.click("scroll")
	if n := b.text(`document.querySelectorAll("#golden img, #golden b, #golden script").length`); n != "0" {
		t.Errorf("%s elements came out of a golden", n)
	}
	b.sound()
}

// A page of another site is open in the browser that reviews. It knows the port, and the browser sends it the cookie.
func TestAForeignPageDecidesNothing(t *testing.T) {
	b := newTab(t)
	l := reviewtest.New(t)
	l.Shop()
	s := start(t, l)
	b.run(chromedp.Navigate(s.URL()))
	b.says("name", "billing/TestOrders/refund")
	evil := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(
			w,
			`<!DOCTYPE html><title>evil</title><iframe src="http://%[1]s/"></iframe><form id="f" method="post" enctype="text/plain"
			action="http://%[1]s/decide"><input name='{"revision":0,"decision":"accept","item":0,"x":"' value='"}'></form>`,
			s.host,
		)
	}))
	defer evil.Close()
	b.run(chromedp.Navigate(evil.URL))
	attempts := fmt.Sprintf(`(async () => {
		const results = [];
		for (const mode of ["cors", "no-cors"]) for (const kind of ["application/json", "text/plain"]) {
			try {
				const answer = await fetch("http://%s/decide", {method: "POST", mode, credentials: "include", headers: {"Content-Type": kind},
					body: JSON.stringify({revision: 0, decision: "accept", item: 0})});
				results.push(answer.type + answer.status);
			} catch (e) { results.push("refused"); }
		}
		return results.join();
	})()`, s.host)
	results, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](attempts, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(results, "200") {
		t.Errorf("the foreign page got %s", results)
	}
	b.run(chromedp.Evaluate[chromedp.Void](`document.getElementById("f").submit()`), chromedp.Sleep(500*time.Millisecond))
	// A name that the attacker lets resolve to this machine is refused, too.
	b.run(chromedp.Navigate(strings.Replace("http://"+s.host+"/", "127.0.0.1", "evil.example", 1)))
	if text := b.text("document.body.innerText"); !strings.Contains(text, "want 127.0.0.1") {
		t.Errorf("under another name the server says %q", text)
	}
	if l.Golden("billing/TestOrders/refund") != reviewtest.Orders || len(l.Waiting()) != 5 {
		t.Error("a foreign page accepted a golden")
	}
	// The review goes on.
	b.run(chromedp.Navigate("http://" + s.host + "/"))
	b.says("name", "billing/TestOrders/refund")
}

func TestThePageShowsAddedRemovedAndMovedRowsAndWhatIsNotShown(t *testing.T) {
	b := newTab(t)
	l := reviewtest.New(t)
	const keyed = "# assay 1\n# order keyed id\n# field id int64\n# field name utf8\nid,name\n"
	ordered := strings.Replace(keyed, "keyed id", "ordered", 1)
	l.Pending("report/TestX/a", keyed+"1,a\n2,b\n", keyed+"1,a\n", "the result differs")
	l.Pending("report/TestX/b", keyed+"1,a\n", keyed+"1,a\n2,b\n", "the result differs")
	l.Pending("report/TestX/c", ordered+"1,a\n2,b\n3,c\n", ordered+"1,a\n3,c\n2,b\n", "the result differs")
	l.Pending("report/TestX/d", wide(400, 0), wide(400, 1), "the result differs")
	b.run(chromedp.Navigate(start(t, l).URL()))
	for _, want := range [][3]string{
		{"1 row removed", "removed", "2b"}, {"rows added", "added", "2b"}, {"order lost", "moved", "2→13c"},
	} {
		b.says("cause", want[0])
		b.wait(fmt.Sprintf(`[...document.querySelectorAll("#rows tr.%s")].some((e) => e.textContent.endsWith(%q))`,
			want[1], want[2]))
		b.wait(`document.getElementById("part").textContent === ""`)
		b.press("s")
	}
	b.says("name", "report/TestX/d")
	b.wait(`/^\d+ of 400 rows, \d+ of 11 columns shown$/.test(document.getElementById("part").textContent)`)
	b.sound()
}

func TestTheAddressWorksOnce(t *testing.T) {
	l := reviewtest.New(t)
	l.Shop()
	s := start(t, l)
	address := s.URL()
	open(t, s)
	b := newTab(t)
	b.run(chromedp.Navigate(address))
	b.says("status", "the address works only once")
	if n := b.text(`document.querySelectorAll("#rows tr").length`); n != "0" {
		t.Errorf("it shows %s rows", n)
	}
}

func TestDarkAndLight(t *testing.T) {
	b := newTab(t)
	l := reviewtest.New(t)
	l.Shop()
	b.run(b.scheme("dark"), chromedp.Navigate(start(t, l).URL()))
	b.says("name", "billing/TestOrders/refund")
	back := `getComputedStyle(document.body).backgroundColor`
	if got := b.text(back); got != "rgb(13, 17, 23)" {
		t.Errorf("dark, the page is %s", got)
	}
	b.run(b.scheme("light"))
	b.wait(back + ` === "rgb(255, 255, 255)"`)
	b.click("theme")
	b.wait(back + ` === "rgb(13, 17, 23)"`)
}

// A phone has the list above the golden, and only the rows scroll sideways.
func TestAPhoneShowsAll(t *testing.T) {
	b := newTab(t)
	l := reviewtest.New(t)
	l.Shop()
	s := start(t, l)
	b.run(chromedp.EmulateViewport(375, 667), chromedp.Navigate(s.URL()))
	b.wait(`document.querySelector("#rows ins")`)
	b.run(chromedp.Click(chromedp.CSS(`[aria-label^="Histogram of total"]`)))
	b.says("details", "median")
	outside := `[...document.querySelectorAll("header *, nav *, main > *, #actions *, #details *")]
		.filter((e) => e.getBoundingClientRect().right > innerWidth).map((e) => e.id || e.tagName).join()`
	if got := b.text(outside); got != "" {
		t.Errorf("outside of the window are %s", got)
	}
	above := `document.getElementById("list").getBoundingClientRect().bottom <=
		document.getElementById("name").getBoundingClientRect().top`
	if got := b.text(above); got != "true" {
		t.Error("the golden does not stand below the list")
	}
	broken := `[...document.querySelectorAll(".word, #rows td, #rows th")].filter((e) =>
		e.matches(".word") ? e.getClientRects().length > 1 : e.offsetHeight > 27).map((e) => e.textContent).join()`
	if got := b.text(broken); got != "" {
		t.Errorf("these break within a line: %s", got)
	}
	change := `(() => { const box = document.getElementById("scroll").getBoundingClientRect();
		const cells = [...document.querySelector("#rows ins").closest("tr").querySelectorAll("del, ins")].slice(0, 2);
		return cells.map((e) => e.getBoundingClientRect()).every((r) => r.left >= box.left && r.right <= box.right);
	})()`
	if got := b.text(change); got != "true" {
		t.Error("the first change is not in sight")
	}
	if got := b.text(`document.getElementById("part").textContent`); !strings.Contains(got, " of 3 rows") {
		t.Errorf("beside the button that accepts stands %q", got)
	}
	b.sound()
}

// What a screen reader is told: everything that can be pressed has a name, and so has every region.
func TestEverythingHasAName(t *testing.T) {
	b := newTab(t)
	l := reviewtest.New(t)
	l.Shop()
	b.run(chromedp.Navigate(start(t, l).URL()))
	b.changes("paid", "refunded", "")
	tree, err := chromedp.Call(b.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string][]string{}
	for _, n := range tree.Nodes {
		if n.Ignored || n.Role == nil {
			continue
		}
		role, name := strings.Trim(string(n.Role.Value), `"`), ""
		if n.Name != nil {
			name = strings.Trim(string(n.Name.Value), `"`)
		}
		seen[role] = append(seen[role], name)
	}
	for _, role := range []string{
		"button", "radio", "searchbox", "navigation", "table", "toolbar", "radiogroup", "region", "columnheader", "rowheader",
	} {
		if len(seen[role]) == 0 {
			t.Errorf("there is no %s", role)
		}
		if slices.Contains(seen[role], "") {
			t.Errorf("a %s has no name: they are %q", role, seen[role])
		}
	}
	if want := []string{"diff of billing/TestOrders/refund"}; !slices.Equal(seen["table"], want) {
		t.Errorf("the table is called %q, want %q", seen["table"], want)
	}
}

// wide returns a golden of rows by ten numbers.
func wide(rows, plus int) string {
	var b strings.Builder
	b.WriteString("# assay 1\n# order keyed id\n# field id int64\n")
	var names strings.Builder
	names.WriteString("id")
	for c := range 10 {
		fmt.Fprintf(&b, "# field c%d int64\n", c)
		names.WriteString(fmt.Sprintf(",c%d", c))
	}
	b.WriteString(names.String() + "\n")
	for row := range rows {
		fmt.Fprint(&b, row)
		for c := range 10 {
			fmt.Fprintf(&b, ",%d", (row*(c+3))%9973+plus*(row%7+1))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// A golden with a hundred thousand changed cells scrolls without a stutter, as only rows in sight are in the document.
func TestAHundredThousandChangedCellsScroll(t *testing.T) {
	b := newTab(t)
	l := reviewtest.New(t)
	l.Pending("report/TestTotals/wide", wide(10_000, 0), wide(10_000, 1), "the result differs")
	began := time.Now()
	b.run(chromedp.Navigate(start(t, l).URL()))
	b.wait(`document.querySelector("#rows ins")`)
	t.Logf("the first rows are there after %v", time.Since(began).Round(time.Millisecond))
	b.says("details", "10,000 cells changed")
	// The same with the page at rest tells what the machine has left for frames.
	scroll := `(async (moving) => {
		const box = document.getElementById("scroll"), frames = [];
		let most = 0, last = performance.now();
		for (let i = 1; i <= 120; i++) {
			if (moving) box.scrollTop = box.scrollHeight * i / 120;
			await new Promise(requestAnimationFrame);
			const now = performance.now();
			frames.push(now - last);
			last = now;
			most = Math.max(most, document.querySelectorAll("tr").length);
		}
		frames.sort((a, b) => a - b);
		return {median: frames[60], slow: frames[114], worst: frames[119], most};
	})`
	var seen struct{ Median, Slow, Worst, Most float64 }
	var err error
	for _, moving := range []string{"(false)", "(true)"} {
		measure := chromedp.Evaluate[struct{ Median, Slow, Worst, Most float64 }](scroll+moving, chromedp.EvalAwaitPromise)
		if seen, err = chromedp.Run(b.ctx, measure); err != nil {
			t.Fatal(err)
		}
		t.Logf(
			"frames while scrolling%s: median %.1f ms, 95%% below %.1f ms, worst %.1f ms; at most %.0f rows in the document",
			moving,
			seen.Median,
			seen.Slow,
			seen.Worst,
			seen.Most,
		)
	}
	if seen.Most > 120 {
		t.Errorf("%.0f rows are in the document", seen.Most)
	}
	b.wait(`[...document.querySelectorAll("#rows tr")].at(-1).getAttribute("aria-rowindex") === "10001"`)
	b.says("rows", "9999")
	top := `Math.round(document.querySelector("#head th:last-child").getBoundingClientRect().top -
		document.getElementById("scroll").getBoundingClientRect().top)`
	if got := b.text(top); got != "1" && got != "0" {
		t.Errorf("after scrolling the head stands %s pixels below the top", got)
	}
	b.sound()
}

// Where a policy requires a reason, the page does so before it accepts anything.
func TestThePageAsksForAReasonWhereAPolicyDoes(t *testing.T) {
	b := newTab(t)
	l := reviewtest.New(t)
	l.Shop()
	l.Write(store.PolicyFile, "approve: {reason: required, hold: [retyped]}\n")
	b.run(chromedp.Navigate(start(t, l).URL()))
	b.says("name", "billing/TestOrders/refund")
	b.press("a")
	b.wait("document.getElementById('reason-dialog').open && document.activeElement.id === 'why'")
	b.press("\x1b")
	b.wait("!document.getElementById('reason-dialog').open")
	b.click("accept")
	b.press("Tax of 2026\r")
	b.says("status", "accepted billing/TestOrders/refund")
	b.press("}")
	b.press("}")
	b.says("name", "report/TestTotals/north")
	b.click("accept-alike")
	b.wait("document.getElementById('reason-dialog').open && document.activeElement.id === 'why'")
	b.press("\r") // the last one again
	b.says("status", "accepted 2 goldens")
	for _, name := range []string{"billing/testdata/golden/TestOrders/refund", "report/testdata/golden/TestTotals/south"} {
		if got := l.Read(name + ".reasons"); got != "Tax of 2026\n" {
			t.Errorf("the reasons of %s are %q", name, got)
		}
	}
	if got, want := l.Waiting(), []string{"report/TestTotals/settings", "report/TestTotals/west"}; !slices.Equal(
		got,
		want,
	) {
		t.Errorf("pending are %v, want %v", got, want)
	}
	b.sound()
}
