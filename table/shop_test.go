package table_test

import (
	"cmp"
	_ "embed"
	"slices"
)

// shopYAML is the fixture of these tests.
//
//go:embed testdata/shop.yaml
var shopYAML string

type campaign struct {
	CampaignID int
	Budget     int
}

type order struct {
	OrderID    int
	CampaignID int
	Total      int
	Status     string
}

type shop struct {
	Campaigns []campaign
	Orders    []order
}

type spent struct {
	CampaignID int
	Orders     int
	Total      int
}

// spending sums the orders of each campaign that are not lost.
func spending(in shop) ([]spent, error) {
	byID := make(map[int]*spent)
	for _, c := range in.Campaigns {
		byID[c.CampaignID] = &spent{CampaignID: c.CampaignID}
	}
	for _, o := range in.Orders {
		if o.Status == "lost" {
			continue
		}
		s := byID[o.CampaignID]
		s.Orders++
		s.Total += o.Total
	}
	var out []spent
	for _, s := range byID {
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b spent) int { return cmp.Compare(a.CampaignID, b.CampaignID) })
	return out, nil
}

// counted counts the orders of each campaign, and reads no generated values.
func counted(in struct {
	Orders []struct{ CampaignID int }
},
) ([]spent, error) {
	var out []spent
	for _, o := range in.Orders {
		if len(out) == 0 || out[len(out)-1].CampaignID != o.CampaignID {
			out = append(out, spent{CampaignID: o.CampaignID})
		}
		out[len(out)-1].Orders++
	}
	return out, nil
}
