import sys

import polars as pl

orders = pl.read_ipc_stream(sys.stdin.buffer)
result = orders.group_by("country").agg(revenue=pl.col("amount").sum().cast(pl.Decimal(12, 2)))
result.write_ipc_stream(sys.stdout.buffer)
