package web

import (
	"context"
	"flag"
	"fmt"
	"html"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/assay-go/assay/cmd/regen/internal/review/reviewtest"
	"github.com/assay-go/assay/cmd/regen/internal/review/tui"
)

var shots = flag.String("screenshots", "", "write screenshots into this `directory`")

// campaigns returns a golden of campaigns, as they are before or after a change of how revenue is counted.
func campaigns(after bool) string {
	var b strings.Builder
	b.WriteString(
		"# assay 1\n# order keyed campaign_id\n# field campaign_id int64 not null\n# field name utf8\n" +
			"# field channel utf8\n# field sent int64\n# field revenue decimal(12, 2)\n# field lift float64\n" +
			"campaign_id,name,channel,sent,revenue,lift\n",
	)
	names := []string{"Spring Lamp", "Oak Desk", "Wool Rug", "Steel Kettle", "Glass Vase", "Linen Sheet"}
	channels := []string{"email", "push", "sms"}
	for id := range 60 {
		revenue := 400 + 900*math.Abs(math.Sin(float64(id)))
		lift := fmt.Sprint(float64(id%9) / 8)
		if after && id%4 == 1 {
			revenue *= 1.2
			if lift = "null"; id%8 == 1 {
				lift = "0.5"
			}
		}
		if after && id == 40 {
			continue
		}
		fmt.Fprintf(&b, "%d,%s %d,%s,%d,%.2f,%s\n", id+1, names[id%6], 2026+id/6, channels[id%3], 40+id*7%60, revenue, lift)
	}
	return b.String()
}

// TestScreenshots makes the pictures of docs/, where it is asked to.
func TestScreenshots(t *testing.T) {
	if *shots == "" {
		t.Skip("-screenshots names no directory")
	}
	b := newTab(t)
	l := reviewtest.New(t)
	l.Pending(
		"billing/TestCampaigns/revenue",
		campaigns(false),
		campaigns(true),
		"same inputs, different result: the transform changed",
	)
	l.Shop()
	for _, size := range [][2]int{{80, 24}, {160, 50}} {
		m := tui.New(l.Open(), true)
		m.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		b.shootText(fmt.Sprintf("review_%dx%d.png", size[0], size[1]), m.Screen(), size[0], size[1])
	}
	s := start(t, l)
	b.run(b.scheme("light"), chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.URL()))
	b.wait(`document.querySelector("#rows ins")`)
	b.run(chromedp.Click(chromedp.CSS(`[aria-label^="Histogram of revenue"]`)))
	b.says("details", "median")
	for _, scheme := range []string{"light", "dark"} {
		b.run(b.scheme(scheme))
		b.wait(fmt.Sprintf(`document.documentElement.classList.contains("dark") === %t`, scheme == "dark"))
		b.shoot("review_web_" + scheme + ".png")
	}
	b.run(b.scheme("light"), chromedp.EmulateViewport(375, 667), chromedp.Reload())
	b.wait(`document.querySelector("#rows ins")`)
	b.shoot("review_web_phone.png")
}

// scheme makes the browser prefer dark or light.
func (b *tab) scheme(value string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}},
		})
		return err
	})
}

func (b *tab) shoot(name string) {
	b.Helper()
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*shots, name), png, 0o666); err != nil {
		b.Fatal(err)
	}
}

var sgr = regexp.MustCompile("\x1b\\[([0-9]*)m")

// shootText makes a picture of a screen of a terminal.
func (b *tab) shootText(name, screen string, width, height int) {
	b.Helper()
	styles := map[string]string{
		"1": "font-weight:bold", "2": "color:#8b949e", "7": "background:#e6edf3;color:#0d1117", "31": "color:#ff7b72",
		"32": "color:#7ee787",
		"33": "color:#e3b341", "36": "color:#76e3ea",
	}
	text := sgr.ReplaceAllStringFunc(html.EscapeString(screen), func(code string) string {
		if style := styles[sgr.FindStringSubmatch(code)[1]]; style != "" {
			return `<span style="` + style + `">`
		}
		return "</span>"
	})
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<!DOCTYPE html><meta charset="utf-8"><style>body{margin:0;background:#0d1117}
			pre{margin:8px;color:#e6edf3;font:14px/18px "DejaVu Sans Mono",monospace;width:%dch;height:%dpx}</style><pre>%s</pre>`, width, height*18, text)
	}))
	defer page.Close()
	b.run(chromedp.Navigate(page.URL))
	var wide float64
	wide, err := chromedp.Run(
		b.ctx,
		chromedp.Evaluate[float64](`document.querySelector("pre").getBoundingClientRect().width`),
	)
	if err != nil {
		b.Fatal(err)
	}
	b.run(chromedp.EmulateViewport(int64(math.Ceil(wide))+16, int64(height*18+16)))
	b.shoot(name)
}
