"""Generates a dataset on the executors of Spark, and writes it as Parquet:

    spark-submit --files regen,orders.yaml spark.py orders.yaml orders 1000000000 100 s3a://bucket/orders
"""
import subprocess
import sys

import pyarrow as pa
from pyspark import SparkFiles
from pyspark.sql import SparkSession
from pyspark.sql.pandas.types import from_arrow_schema


def stream(fixture, dataset, rows, shard):
    """Yields the record batches of a shard, such as 2/8. The first one may be empty."""
    command = [SparkFiles.get("regen"), "gen", SparkFiles.get(fixture), "-d", dataset, "-n", str(rows)]
    command += ["--shard", shard, "--workers", "1", "--format", "arrow"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as regen:
        with pa.ipc.open_stream(regen.stdout) as reader:
            yield pa.RecordBatch.from_pylist([], reader.schema)
            yield from reader
    if regen.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit status {regen.returncode}")


def generate(spark, fixture, dataset, rows, shards):
    """Returns a dataset as a DataFrame, whose partitions are the shards in order."""

    def shard(batches):
        for batch in batches:
            for number in batch.column("id").to_pylist():
                yield from stream(fixture, dataset, rows, f"{number + 1}/{shards}")

    schema = from_arrow_schema(next(stream(fixture, dataset, 0, "1/1")).schema)
    return spark.range(0, shards, 1, shards).mapInArrow(shard, schema)


if __name__ == "__main__":
    fixture, dataset, rows, shards, out = sys.argv[1:]
    spark = SparkSession.builder.getOrCreate()
    generate(spark, fixture, dataset, int(rows), int(shards)).write.parquet(out)
