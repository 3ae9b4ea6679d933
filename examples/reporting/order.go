package reporting

import (
	"fmt"
	"time"
)

// An Order is an order of a customer. The shop traces it to a recipient by a link, a code or the address, so holdouts
// have orders too.
type Order struct {
	OrderID     string
	RecipientID int
	CustomerID  int
	Status      OrderStatus
	Total       Money     `assay:"total,decimal(12, 2)"` // as charged: items, discounts, shipping
	Coupon      *string   // null if none was used
	PlacedAt    time.Time `assay:",timestamp[ms, UTC]"`
}

// An OrderStatus is the state of an order.
type OrderStatus string

// The statuses of an order.
const (
	Paid     OrderStatus = "paid"
	Shipped  OrderStatus = "shipped"
	Canceled OrderStatus = "canceled" // never charged: in no report
)

// An Item is a line of an order.
type Item struct {
	OrderID   string
	SKU       string `assay:"sku"`
	Quantity  int
	UnitPrice Money `assay:"unit_price,decimal(12, 2)"`
}

// Total returns the price of the line.
func (it *Item) Total() Money { return Money(it.Quantity) * it.UnitPrice }

// A Refund pays back an order, or a part of it.
type Refund struct {
	RefundID int
	OrderID  string
	Amount   Money `assay:"amount,decimal(12, 2)"`
	Reason   string
}

func (o *Order) check() error {
	switch o.Status {
	case Paid, Shipped, Canceled:
	default:
		return fmt.Errorf("order %s: unknown status %q", o.OrderID, o.Status)
	}
	if o.Total < 0 {
		return fmt.Errorf("order %s: the total is %v: money that goes back is a refund", o.OrderID, o.Total)
	}
	return nil
}

// refundsByOrder sums the refunds of each order, and checks that they do not exceed its total.
func refundsByOrder(refunds []Refund, orders []Order) (map[string]Money, error) {
	total := make(map[string]Money, len(orders))
	for _, o := range orders {
		total[o.OrderID] = o.Total
	}
	refunded := make(map[string]Money)
	for _, r := range refunds {
		paid, ok := total[r.OrderID]
		if !ok {
			return nil, fmt.Errorf("refund %d: no order %q", r.RefundID, r.OrderID)
		}
		if r.Amount <= 0 {
			return nil, fmt.Errorf("refund %d: the amount is %v: want more than nothing", r.RefundID, r.Amount)
		}
		refunded[r.OrderID] += r.Amount
		if refunded[r.OrderID] > paid {
			return nil, fmt.Errorf("refund %d: order %s gets back %v of %v", r.RefundID, r.OrderID, refunded[r.OrderID], paid)
		}
	}
	return refunded, nil
}
