package sqlite

import (
	"context"
	"testing"

	"github.com/assay-go/assay/table/sqltest/internal/engine"
)

func TestPositionIsThatOfTheWrongToken(t *testing.T) {
	opened, err := Engine().Open(t.Context(), engine.ToRun)
	if err != nil {
		t.Fatal(err)
	}
	s := opened.(*session)
	defer s.Close()
	if err := s.exec(t.Context(), "create table orders (id integer, c text)"); err != nil {
		t.Fatal(err)
	}
	for sql, want := range map[string]string{
		"select c as d,\n  c e c\nfrom orders":                  "c\nfrom",
		"select id, id.total, totals, orders.total from orders": "total, totals",
		"select total, id from orders":                          "total, id",
		"selec id from orders":                                  "selec",
		"select nofn(id) from orders":                           "nofn",
		"select 1 from order_items":                             "order_items",
		"select 1 )":                                            ")",
	} {
		err := s.exec(context.Background(), sql)
		if err == nil {
			t.Errorf("%s: no error", sql)
			continue
		}
		if i := s.position(t.Context(), sql, err); i < 0 || len(sql[i:]) < len(want) || sql[i:][:len(want)] != want {
			t.Errorf("%s: %v: position %d, want that of %s", sql, err, i, want)
		}
	}
}
