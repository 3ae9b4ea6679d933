// Package table runs a data transformation over generated tables and compares what it returns with goldens: a
// test is a list of cases, and a case says what it pins.
//
//	func TestCampaignReport(t *testing.T) {
//		fx := fixtures.Load(t, "fixtures/reporting.yaml")
//		table.Run(t, fx, table.Inputs(CampaignReport),
//			table.Case{Name: "everyone held out", Pin: table.Pin{"recipients.status": "holdout"}},
//			table.Case{Name: "no orders", Rows: map[string]int{"orders": 0}},
//			table.Case{Name: "bad status", Pin: table.Pin{"recipients[3].status": "lost"}, WantErr: `status "lost"`},
//		)
//	}
//
// What a case does not pin is drawn from a seed, and its result must not depend on it: after the first run the
// harness draws those columns afresh and runs the function again. A result that moves fails the case and names the
// column, unless the case declares it under Uses. So a golden changes only where what it is about changes.
//
// The package owns running: cases, adapters, the leak check, the pinned clock and seams. It generates nothing itself
// (package fixtures), and it compares nothing itself (package golden).
package table
