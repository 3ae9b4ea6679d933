package reporting

import (
	"fmt"
	"time"
)

// An Order is what a customer bought. The shop traces it to the recipient, by a
// link, by a code, or by comparing addresses: that is how holdouts have orders.
type Order struct {
	OrderID     string
	RecipientID int
	CustomerID  int
	Status      OrderStatus
	Total       Money     `assay:"total,decimal(12, 2)"` // as charged: items, discounts, shipping
	Coupon      *string   // null where none was used
	PlacedAt    time.Time `assay:",timestamp[ms, UTC]"`
}

// An OrderStatus is where an order is in its life.
type OrderStatus string

// The statuses of an order.
const (
	Paid      OrderStatus = "paid"
	Shipped   OrderStatus = "shipped"
	Cancelled OrderStatus = "cancelled" // never charged: no order for any report
)

// An Item is a line of an order.
type Item struct {
	OrderID   string
	SKU       string `assay:"sku"`
	Quantity  int
	UnitPrice Money `assay:"unit_price,decimal(12, 2)"`
}

// Total is the price of the line.
func (it *Item) Total() Money { return Money(it.Quantity) * it.UnitPrice }

// A Refund gives money of an order back, all or a part.
type Refund struct {
	RefundID int
	OrderID  string
	Amount   Money `assay:"amount,decimal(12, 2)"`
	Reason   string
}

func (o *Order) check() error {
	switch o.Status {
	case Paid, Shipped, Cancelled:
	default:
		return fmt.Errorf("order %s: unknown status %q", o.OrderID, o.Status)
	}
	if o.Total < 0 {
		return fmt.Errorf("order %s: the total is %v: money that goes back is a refund", o.OrderID, o.Total)
	}
	return nil
}

// refundsByOrder adds up the refunds of each order, and checks that none gets
// back more than was paid.
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
