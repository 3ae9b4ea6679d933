package pending

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/assay-go/assay/internal/report"
)

// Alike groups results that changed alike, each given with its report, nil to leave it out. See [report.Groups]. The ID
// of a group identifies exactly these results: it changes if one is added, decided or recorded again.
func Alike(results []Result, reports []*report.Report) []report.Group {
	groups := report.Groups(reports)
	for i := range groups {
		group := &groups[i]
		content := []string{group.ID}
		for _, at := range group.Members {
			r := results[at]
			content = append(content, r.Name(), r.Base, r.Pending.Result)
		}
		text, err := json.Marshal(content)
		if err != nil {
			panic(err) // strings always encode
		}
		sum := sha256.Sum256(text)
		group.ID = hex.EncodeToString(sum[:6])
	}
	return groups
}
