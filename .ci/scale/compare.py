"""Compares datasets that Spark generates, with two worker processes, with those of a local run: compare.py DIRECTORY"""
import os
import sys

import pyarrow as pa
from pyspark.sql import SparkSession

from spark import generate

work = sys.argv[1]
spark = SparkSession.builder.master("local-cluster[2,1,1024]").config("spark.ui.enabled", False).getOrCreate()
for name in "regen", "orders.yaml", "lines.yaml":
    spark.sparkContext.addFile(os.path.join(work, name))
executors = spark.sparkContext.range(0, 8, 1, 8).map(lambda _: os.environ["SPARK_EXECUTOR_DIRS"]).distinct().count()
for dataset in "orders", "lines":
    whole = pa.ipc.open_file(os.path.join(work, dataset + ".arrow")).read_all()
    frame = generate(spark, dataset + ".yaml", dataset, 100_000, 7)
    made = frame.toArrow().cast(whole.schema)
    if not made.equals(whole):
        sys.exit(f"{dataset}: Spark makes other rows than the local run")
    path = os.path.join(work, dataset)
    frame.write.parquet(path)
    read = spark.read.parquet(path).count()
    if read != whole.num_rows:
        sys.exit(f"{dataset}: {read} rows of Parquet, not {whole.num_rows}")
    print(f"Spark: {whole.num_rows:,} rows of {dataset} in 7 shards are those of the local run")
print(f"Spark: {executors} executors")
spark.stop()
