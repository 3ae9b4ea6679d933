// Package reporting is the reporting of a small marketing product: how campaigns
// perform, which campaign an order is owed to, whether a campaign sells more than
// saying nothing, and what the weather had to do with it. It is the example of
// package assay: its transforms are plain functions over structs, and its tests
// show how such functions are tested.
//
// A file holds a concept:
//
//	money.go        exact amounts
//	campaign.go     organizations and their campaigns
//	recipient.go    who is on a campaign's list, and how far its message came
//	order.go        orders, their items, their refunds
//	performance.go  a row for each campaign: reach, orders, revenue
//	attribution.go  a row for each order of the month: the campaign it is owed to
//	lift.go         one value: what a campaign sells beyond its holdout
//	products.go     a row for each product: the best sellers
//	weather.go      a series by day, week or month over real weather
//	profile.go      the profile service of another team, behind a seam
//	sync.go         recipients brought up to date from that service, through a cache
//
// Transforms check what they read: a status that does not exist or a refund
// beyond its order is an error, not a row that is quietly left out.
package reporting
