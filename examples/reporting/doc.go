// Package reporting has the reports of a small marketing product: how campaigns perform, which campaign an order is
// credited to, how much campaigns sell beyond a holdout, and the weather of the period. It is Assay's example: its
// transforms are plain functions over structs, and its tests show how to test such functions.
//
// Each file has one concept:
//
//	money.go        exact amounts
//	campaign.go     organizations and their campaigns
//	recipient.go    who is on a campaign's list, and what became of the message
//	order.go        orders, their items, their refunds
//	performance.go  a row for each campaign: reach, orders, revenue
//	attribution.go  a row for each order of the month: the campaign it is credited to
//	lift.go         one value: what a campaign sells beyond its holdout
//	products.go     a row for each product: the best sellers
//	weather.go      a series by day, week or month over real weather
//	profile.go      the profile service of another team, behind a seam
//	sync.go         updates recipients from that service, through a cache
//
// Transforms check what they read: an unknown status or a refund that exceeds its order is an error; no row is left out
// silently.
package reporting
