package tablediff

import (
	"strings"
	"testing"
)

func TestTheSmallestConditionIsFound(t *testing.T) {
	table := goldenOf(t, "ordered", "id int64; country utf8; plan utf8; day date32; on bool; amount float64",
		"1,DE,pro,2026-03-28,true,1.5",
		"2,DE,free,2026-03-28,true,9.5",
		"3,FR,pro,2026-03-29,true,2.5",
		"4,FR,free,2026-03-29,true,8.5",
		"5,null,pro,2026-03-30,true,3.5",
		"6,null,free,2026-03-31,false,7.5",
		"7,IT,pro,2026-04-01,false,0.5",
		"8,DE,pro,2026-04-01,false,0.25",
	).Table
	for _, c := range []struct{ rows, where, with string }{
		{"56", "country is null", "country null"},
		{"12347 8", "country is not null", "country not null"},
		{"128", "country = DE", "country = DE"},
		{"34", "country = FR", "country = FR"},
		{"1357 8", "plan = pro", "plan = pro"},
		{"34567", "country is not DE", "country not DE"},
		{"678", "on = false", "on = false"},
		{"5678", "id >= 5", "id >= 5"},
		{"123", "id <= 3", "id <= 3"},
		{"1234", "id <= 4", "id <= 4"},
		{"246", "plan = free", "plan = free"},
		{"12348", "country in DE, FR", "country in DE, FR"},
		{"345", "id from 3 to 5", "id from 3 to 5"},
		{"13", "", ""},
		{"1", "", ""},
		{"18", "", ""},
	} {
		var holds, fails []int32
		for row := range 8 {
			if strings.ContainsRune(c.rows, rune('1'+row)) {
				holds = append(holds, int32(row))
			} else {
				fails = append(fails, int32(row))
			}
		}
		got := conditionOn(table, holds, fails)
		if got.where() != c.where || got.with() != c.with {
			t.Errorf("rows %s: got %q, %q, want %q, %q", c.rows, got.where(), got.with(), c.where, c.with)
		}
	}
}
