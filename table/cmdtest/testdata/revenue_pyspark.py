import os

import pyarrow as pa
from pyspark.sql import SparkSession, functions as F

with pa.ipc.open_stream(os.path.join(os.environ["ASSAY_INPUT"], "orders.arrow")) as stream:
    orders = stream.read_all()
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
result = spark.createDataFrame(orders).groupBy("country").agg(F.sum("amount").cast("decimal(12,2)").alias("revenue"))
result = result.toArrow()
with pa.ipc.new_stream(os.path.join(os.environ["ASSAY_OUTPUT"], "result.arrow"), result.schema) as out:
    out.write_table(result)
