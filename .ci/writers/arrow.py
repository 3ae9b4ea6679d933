"""Writes a table with pyarrow and polars in many ways, and CSV as feeds and spreadsheets have it, each with the cells
that it must read as: arrow.py DIR ROWS
"""

import csv
import datetime as dt
import decimal
import json
import pathlib
import sys
import uuid

import polars as pl
import pyarrow as pa
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet as pq

out = pathlib.Path(sys.argv[1])


def cell(v):
    """What a cell must read as: texts as regen prints them, and JSON."""
    if isinstance(v, dt.datetime):
        return v.isoformat()[:26].replace("+00:00", "") + ("Z" if v.tzinfo else "")
    if isinstance(v, (dt.date, dt.time, uuid.UUID, decimal.Decimal)):
        return str(v)
    if isinstance(v, bytes):
        return "0x" + v.hex()
    if isinstance(v, dict):
        return {k: cell(x) for k, x in v.items()}
    if isinstance(v, list):
        return [cell(x) for x in v]
    return v


def expect(name, columns):
    cells = {k: [cell(v) for v in c] for k, c in columns.items()}
    (out / (name + ".cells.json")).write_text(json.dumps(cells, ensure_ascii=False))


N = int(sys.argv[2])
utc = dt.timezone.utc


def every(n, v):
    """v of the row, and a null in each nth row."""
    return [None if i % n == n - 1 else v(i) for i in range(N)]


plain = {
    "i": every(7, lambda i: i * 1_000_003 - 2**40),
    "seq": list(range(N)),
    "u8": every(5, lambda i: i % 256),
    "f": every(6, lambda i: i / 7),
    "g": every(9, lambda i: float(i % 11)),
    "b": every(4, lambda i: i % 3 == 0),
    "s": every(5, lambda i: ["", "a", "ä\U0001d11e", 'q",\n'][i % 4] + str(i // 50)),
    "day": every(8, lambda i: dt.date(1969, 12, 1) + dt.timedelta(days=i % 400)),
    "at": every(8, lambda i: dt.datetime(2026, 1, 1, tzinfo=utc) + dt.timedelta(microseconds=i * 1_234_567)),
    "local": every(3, lambda i: dt.datetime(1960, 1, 1) + dt.timedelta(milliseconds=i * 7)),
    "dec": every(5, lambda i: decimal.Decimal(i * 7 - 900).scaleb(-2)),
    "bin": every(5, lambda i: bytes([i % 256, 0, 255])),
    "none": [None] * N,
}
nested = {
    "l": every(5, lambda i: [None if x == 1 else i + x for x in range(i % 4)]),
    "st": every(6, lambda i: {"a": i, "b": None if i % 2 else "x" + str(i)}),
    "ls": every(7, lambda i: [{"k": x, "v": [str(x)] * x} for x in range(i % 3)]),
}
plain_types = {
    "i": pa.int64(), "seq": pa.int32(), "u8": pa.uint8(), "f": pa.float64(), "g": pa.float32(), "b": pa.bool_(),
    "s": pa.string(), "day": pa.date32(), "at": pa.timestamp("us", "UTC"), "local": pa.timestamp("ms"),
    "dec": pa.decimal128(12, 2), "bin": pa.binary(), "none": pa.int16(),
}
nested_types = {
    "l": pa.list_(pa.int64()),
    "st": pa.struct([("a", pa.int32()), ("b", pa.string())]),
    "ls": pa.list_(pa.struct([("k", pa.int64()), ("v", pa.list_(pa.string()))])),
}
columns, types = plain | nested, plain_types | nested_types
table = pa.table({k: pa.array(v, types[k]) for k, v in columns.items()})
few = table.select(["i", "s", "f", "l"])
few_columns = {k: columns[k] for k in few.column_names}


def parquet(name, t=table, c=columns, **options):
    pq.write_table(t, out / (name + ".parquet"), **options)
    expect(name + ".parquet", c)


for version in ("1.0", "2.0"):
    for codec in ("none", "snappy", "gzip", "brotli", "zstd", "lz4"):
        for dictionary in (True, False):
            parquet(f"pyarrow-v{version[0]}-{codec}-{'dictionary' if dictionary else 'plain'}", compression=codec,
                    data_page_version=version, use_dictionary=dictionary)
for version in ("1.0", "2.4", "2.6"):
    parquet(f"pyarrow-format-{version}", version=version)
for rows in (1, 7, 1000):
    head, cells = few.slice(0, min(N, 50 * rows)), {k: v[:50 * rows] for k, v in few_columns.items()}
    parquet(f"pyarrow-groups-of-{rows}", head, cells, row_group_size=rows)
parquet("pyarrow-no-statistics", write_statistics=False)
parquet("pyarrow-no-schema", store_schema=False)
parquet("pyarrow-page-index", write_page_index=True, write_page_checksum=True)
parquet("pyarrow-small-pages", few, few_columns, data_page_size=64, dictionary_pagesize_limit=128)
parquet("pyarrow-decimal-as-int", store_decimal_as_integer=True)
parquet("pyarrow-int96", table.select(["at"]), {"at": columns["at"]}, use_deprecated_int96_timestamps=True)
parquet("pyarrow-no-rows", table.slice(0, 0), {k: [] for k in columns})
encodings = {
    "i": "DELTA_BINARY_PACKED", "seq": "DELTA_BINARY_PACKED", "s": "DELTA_BYTE_ARRAY", "bin": "DELTA_LENGTH_BYTE_ARRAY",
    "f": "BYTE_STREAM_SPLIT", "g": "BYTE_STREAM_SPLIT", "b": "RLE", "day": "BYTE_STREAM_SPLIT",
    "dec": "BYTE_STREAM_SPLIT", "at": "DELTA_BINARY_PACKED",
}
encoded = table.select(list(encodings))
for codec in ("none", "zstd", "lz4"):
    parquet(f"pyarrow-delta-{codec}", encoded, {k: columns[k] for k in encodings}, column_encoding=encodings,
            use_dictionary=False, compression=codec, data_page_version="2.0")
shortest = {k: plain[k] for k in ("i", "s", "f", "bin")}
parquet("pyarrow-delta-few", table.select(list(shortest)), shortest, use_dictionary=False, compression="lz4",
        column_encoding={k: encodings[k] for k in shortest}, data_page_version="2.0", store_schema=False,
        write_statistics=False)
maps = {"m": every(5, lambda i: {f"k{x}": i * x for x in range(i % 3)})}
pairs = [None if m is None else list(m.items()) for m in maps["m"]]
parquet("pyarrow-map", pa.table({"m": pa.array(pairs, pa.map_(pa.string(), pa.int64()))}), maps)
large = {"s": plain["s"], "bin": plain["bin"], "l": nested["l"]}
large_table = pa.table({
    "s": pa.array(large["s"], pa.large_string()), "bin": pa.array(large["bin"], pa.large_binary()),
    "l": pa.array(large["l"], pa.large_list(pa.int64())),
})
parquet("pyarrow-large", large_table, large)
ids = {"id": every(5, lambda i: uuid.UUID(int=i * 2**90 + i))}
json_texts = {"j": every(5, lambda i: json.dumps({"a": i}))}
marked = pa.table({
    "id": pa.array([v and v.bytes for v in ids["id"]], pa.uuid()), "j": pa.array(json_texts["j"], pa.json_()),
})
parquet("pyarrow-uuid-json", marked, ids | json_texts)
id_lists = {"ids": every(5, lambda i: [uuid.UUID(int=i + x) for x in range(i % 3)])}
inner = pa.array([x.bytes for v in id_lists["ids"] for x in v or []], pa.uuid())
offsets, at = [], 0
for v in id_lists["ids"]:
    offsets.append(None if v is None else at)
    at += len(v or [])
offsets.append(at)
json_lists = {"js": every(5, lambda i: [json.dumps({"a": x}) for x in range(i % 3)])}
json_inner = pa.array([x for v in json_lists["js"] for x in v or []], pa.json_())
lists = pa.table({
    "ids": pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), inner),
    "js": pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), json_inner),
})
parquet("pyarrow-nested-uuid-json", lists, id_lists | json_lists)


def ipc(name, batches, c, stream=False, **options):
    new = pa.ipc.new_stream if stream else pa.ipc.new_file
    with new(str(out / (name + ".arrow")), batches[0].schema, options=pa.ipc.IpcWriteOptions(**options)) as w:
        for b in batches:
            w.write_batch(b)
    expect(name + ".arrow", c)


whole = table.to_batches()
for stream in (False, True):
    form = "stream" if stream else "file"
    for codec in (None, "lz4", "zstd"):
        ipc(f"pyarrow-{form}-{codec}", whole, columns, stream, compression=codec)
    ipc(f"pyarrow-{form}-batches-of-10", few.to_batches(max_chunksize=10), few_columns, stream)
    ipc(f"pyarrow-{form}-no-rows", [b.slice(0, 0) for b in whole], {k: [] for k in columns}, stream)
    ipc(f"pyarrow-{form}-large", large_table.to_batches(), large, stream)
    words = [["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]]
    batches = [pa.record_batch({"d": pa.DictionaryArray.from_arrays(pa.array([0, None, len(w) - 1], pa.int32()),
                                                                    pa.array(w))}) for w in words]
    ipc(f"pyarrow-{form}-delta-dictionary", batches, {"d": ["a", None, "b", "a", None, "c", "a", None, "d"]}, stream,
        emit_dictionary_deltas=True)
ipc("pyarrow-stream-legacy", few.to_batches(), few_columns, True, use_legacy_format=True)
ipc("pyarrow-stream-v4", few.to_batches(), few_columns, True, metadata_version=pa.ipc.MetadataVersion.V4)
pa.feather.write_feather(few, str(out / "pyarrow-feather.feather"))
expect("pyarrow-feather.feather", few_columns)

frame = pl.from_arrow(table)
polars_few = frame.select(list(few_columns))
for codec in ("uncompressed", "snappy", "gzip", "brotli", "zstd", "lz4"):
    frame.write_parquet(out / f"polars-{codec}.parquet", compression=codec)
    expect(f"polars-{codec}.parquet", columns)
frame.write_parquet(out / "polars-no-statistics.parquet", statistics=False, row_group_size=100, data_page_size=512)
expect("polars-no-statistics.parquet", columns)
frame.lazy().sink_parquet(out / "polars-sink.parquet")
expect("polars-sink.parquet", columns)
for codec in ("uncompressed", "lz4", "zstd"):
    for compat in ("newest", "oldest"):
        level = pl.CompatLevel.newest() if compat == "newest" else pl.CompatLevel.oldest()
        frame.write_ipc(out / f"polars-{codec}-{compat}.arrow", compression=codec, compat_level=level)
        expect(f"polars-{codec}-{compat}.arrow", columns)
        stream = f"polars-{codec}-{compat}-stream.arrow"
        polars_few.write_ipc_stream(out / stream, compression=codec, compat_level=level)
        expect(stream, few_columns)
polars_few.clear().write_ipc(out / "polars-no-rows.arrow")
expect("polars-no-rows.arrow", {k: [] for k in few_columns})
words = {"c": ["a", "b", None, "a"] * 10}
category = pl.DataFrame(words, schema={"c": pl.Categorical})
category.write_ipc(out / "polars-category.arrow")
category.write_parquet(out / "polars-category.parquet")
expect("polars-category.arrow", words)
expect("polars-category.parquet", words)


def text(name, columns, encoding="utf-8", first="", header=None, **options):
    with open(out / name, "w", encoding=encoding, newline="") as f:
        f.write(first)
        w = csv.writer(f, **options)
        w.writerow(columns if header is None else header)
        w.writerows(zip(*columns.values()))
    expect(name, {k: [v if v != "" else None for v in c] for k, c in columns.items()})


# A GTFS feed: .txt, CRLF, a byte order mark, codes with zeros, times after midnight, empty cells.
stops = {
    "stop_id": [f"{i:05}" for i in range(N)], "stop_name": [f'Main St, "{i}"' for i in range(N)],
    "stop_lat": [round(34 + i / 1000, 6) for i in range(N)],
    "parent_station": ["" if i % 3 else "S1" for i in range(N)],
}
text("gtfs-stops.txt", stops, "utf-8-sig")
trips = {
    "trip_id": [f"T{i // 9}" for i in range(N)], "arrival_time": [f"{20 + i % 9}:{i % 60:02}:00" for i in range(N)],
    "stop_sequence": list(range(N)), "timepoint": ["" if i % 2 else 1 for i in range(N)],
}
text("gtfs-stop-times.txt", trips)
# Spreadsheets: "Unicode text" and CSV of a German Excel, the line for Excel, the index of pandas.
sheet = {"Artikel": ["Öl", 'a "b"', "x;y"], "Preis": ["1,5", "", "1.234,56"], "Menge": [1, 2, ""]}
text("excel-unicode.txt", sheet, "utf-16", delimiter="\t")
text("excel-german.csv", sheet, "utf-8-sig", delimiter=";")
text("excel-sep.csv", sheet, first="sep=;\r\n", delimiter=";")
text("pandas-index.csv", {"index": [0, 1], "a": ["x", "y"]}, header=["", "a"])
(out / "excel-german-1252.csv").write_bytes("Öl;1\r\n".encode("cp1252"))
(out / "excel-german-1252.csv.cells.json").write_text('"is not UTF-8: save the file as UTF-8, or set encoding"')
(out / "sheet-with-title.csv").write_text("Sales 2026\n\na,b\n1,2\n")
(out / "sheet-with-title.csv.cells.json").write_text('"2 fields where the header has 1: the first line must name"')
