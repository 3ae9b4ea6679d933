// Package table tests a data transformation: it runs the transform over generated tables and compares the results with
// golden files. A test is a list of cases, and a case pins the values that it relies on.
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
// The fixture generates every value that no pin sets, and the result must not depend on those. After the first run the
// harness redraws them and runs the function again. If the result changes, the case fails and names the column that
// leaked, unless the case lists it under Uses. So a golden changes only if something changes that its case is about.
//
// Package table runs cases: it has the adapters, the leak check, the pinned clock and the seams. It does not generate
// data, which package fixtures does, and it does not compare results, which package golden does.
package table
