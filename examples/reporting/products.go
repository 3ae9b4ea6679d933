package reporting

import (
	"cmp"
	"fmt"
	"slices"
)

// ProductsInput is what [BestSellers] reads.
type ProductsInput struct {
	Orders []Order
	Items  []Item
}

// ProductSales are the sales of a product.
type ProductSales struct {
	Rank   int    // products with equal sales share a rank
	SKU    string `assay:"sku"`
	Orders int
	Units  int
	Sales  Money `assay:"sales,decimal(12, 2)"`
}

// BestSellers ranks products by sales, best first. Products with equal sales are sorted by SKU.
func BestSellers(in ProductsInput) ([]ProductSales, error) {
	orders := make(map[string]*Order, len(in.Orders))
	for i := range in.Orders {
		o := &in.Orders[i]
		if err := o.check(); err != nil {
			return nil, err
		}
		orders[o.OrderID] = o
	}
	type line struct{ order, sku string }
	seen := make(map[line]bool)
	rows := make(map[string]*ProductSales)
	for _, it := range in.Items {
		o := orders[it.OrderID]
		switch {
		case o == nil:
			return nil, fmt.Errorf("item %s: no order %q", it.SKU, it.OrderID)
		case it.Quantity < 1:
			return nil, fmt.Errorf("order %s: item %s: the quantity is %d: want at least 1", it.OrderID, it.SKU, it.Quantity)
		case o.Status == Canceled:
			continue
		}
		row := rows[it.SKU]
		if row == nil {
			row = &ProductSales{SKU: it.SKU}
			rows[it.SKU] = row
		}
		if l := (line{it.OrderID, it.SKU}); !seen[l] {
			seen[l] = true
			row.Orders++
		}
		row.Units += it.Quantity
		row.Sales += it.Total()
	}
	out := make([]ProductSales, 0, len(rows))
	for _, row := range rows {
		out = append(out, *row)
	}
	slices.SortFunc(out, func(a, b ProductSales) int {
		return cmp.Or(cmp.Compare(b.Sales, a.Sales), cmp.Compare(a.SKU, b.SKU))
	})
	for i := range out {
		out[i].Rank = i + 1
		if i > 0 && out[i].Sales == out[i-1].Sales {
			out[i].Rank = out[i-1].Rank
		}
	}
	return out, nil
}
