"""The shop for factory_boy: shop.py CUSTOMERS DIRECTORY writes it as CSV files."""

import csv
import datetime
import random
import sys

import factory
import factory.fuzzy


class Line(factory.DictFactory):
    id = factory.Sequence(lambda n: n + 1)
    order_id = None
    quantity = factory.fuzzy.FuzzyInteger(1, 5)
    price = factory.fuzzy.FuzzyInteger(100, 9999)
    amount = factory.LazyAttribute(lambda o: o.quantity * o.price)


class Order(factory.DictFactory):
    id = factory.Sequence(lambda n: n + 1)
    customer_id = None
    placed_on = factory.fuzzy.FuzzyDate(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
    status = factory.LazyFunction(lambda: random.choices(["paid", "canceled", "refunded"], [80, 15, 5])[0])
    total = None


class Customer(factory.DictFactory):
    id = factory.Sequence(lambda n: n + 1)
    name = factory.Faker("name")
    email = factory.Faker("email")


customers, orders, lines = [], [], []
for _ in range(int(sys.argv[1])):
    customer = Customer()
    customers.append(customer)
    for _ in range(random.randint(1, 5)):
        order = Order(customer_id=customer["id"])
        own = Line.build_batch(random.randint(1, 5), order_id=order["id"])
        order["total"] = sum(line["amount"] for line in own)
        orders.append(order)
        lines += own
for name, rows in ("customers", customers), ("orders", orders), ("lines", lines):
    with open(f"{sys.argv[2]}/{name}.csv", "w", newline="") as file:
        out = csv.DictWriter(file, rows[0])
        out.writeheader()
        out.writerows(rows)
