import os

import pyarrow as pa
import pyarrow.compute as pc

with pa.ipc.open_stream(os.path.join(os.environ["ASSAY_INPUT"], "orders.arrow")) as stream:
    orders = stream.read_all()
result = orders.group_by("country").aggregate([("amount", "sum")]).rename_columns(["country", "revenue"])
result = result.set_column(1, "revenue", pc.cast(result["revenue"], pa.decimal128(12, 2)))
with pa.ipc.new_stream(os.path.join(os.environ["ASSAY_OUTPUT"], "result.arrow"), result.schema) as out:
    out.write_table(result)
