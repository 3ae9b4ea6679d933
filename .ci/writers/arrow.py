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

moments = {
    "zone": every(5, lambda i: dt.datetime(2026, 3, 29, 0, 30, tzinfo=utc) + dt.timedelta(minutes=i)),
    "s": every(4, lambda i: dt.datetime(1999, 12, 31, 23) + dt.timedelta(hours=i)),
    "ns": every(3, lambda i: dt.datetime(2026, 1, 1) + dt.timedelta(microseconds=i)),
    "date64": every(5, lambda i: dt.date(2026, 1, 1) + dt.timedelta(days=i % 999)),
    "time": every(6, lambda i: dt.time(i % 24, i % 60, 7)),
    "time_us": every(7, lambda i: dt.time(23, 59, 59, i % 1_000_000)),
}
moment_types = {
    "zone": pa.timestamp("us", "Europe/Berlin"), "s": pa.timestamp("s"), "ns": pa.timestamp("ns"),
    "date64": pa.date64(), "time": pa.time32("s"), "time_us": pa.time64("us"),
}
times = pa.table({k: pa.array(v, moment_types[k]) for k, v in moments.items()})
for schema in (True, False):
    shown = {k: v for k, v in moments.items() if schema or k != "time"}  # without the schema, of milliseconds
    parquet(f"pyarrow-times-{'typed' if schema else 'plain'}", times.select(list(shown)), shown, store_schema=schema)
decimals = {f"d{p}": every(5, lambda i: decimal.Decimal(i * 7 % 10**p - 40).scaleb(-2)) for p in (9, 18, 38, 60)}
decimal_types = {k: (pa.decimal256 if k == "d60" else pa.decimal128)(int(k[1:]), 2) for k in decimals}
decimal_table = pa.table({k: pa.array(v, decimal_types[k]) for k, v in decimals.items()})
for ints in (True, False):  # int32 and int64, or bytes
    parquet(f"pyarrow-decimals-{ints}", decimal_table, decimals, store_decimal_as_integer=ints)
halves = {"h": every(5, lambda i: i % 256 / 4)}
parquet("pyarrow-float16", pa.table({"h": pa.array(halves["h"], pa.float16())}), halves)
unsigned = {
    "u16": every(5, lambda i: i % 65536), "u32": every(6, lambda i: 2**32 - 1 - i), "u64": every(7, lambda i: 2**64 - 1 - i),
}
unsigned_types = {"u16": pa.uint16(), "u32": pa.uint32(), "u64": pa.uint64()}
parquet("pyarrow-unsigned", pa.table({k: pa.array(v, unsigned_types[k]) for k, v in unsigned.items()}), unsigned)
coded = pa.table({"s": pa.array(plain["s"]).dictionary_encode(), "l": pa.array(nested["l"])})
parquet("pyarrow-category", coded, {"s": plain["s"], "l": nested["l"]})
views = {"s": plain["s"], "bin": plain["bin"]}
view_table = pa.table({"s": pa.array(views["s"], pa.string_view()), "bin": pa.array(views["bin"], pa.binary_view())})
fixed = {"l": every(5, lambda i: [i, i + 1, None]), "b": every(4, lambda i: bytes([i % 256] * 3))}
fixed_table = pa.table({"l": pa.array(fixed["l"], pa.list_(pa.int16(), 3)), "b": pa.array(fixed["b"], pa.binary(3))})
parquet("pyarrow-fixed-size", fixed_table, fixed)
split = {
    "i": "BYTE_STREAM_SPLIT", "seq": "BYTE_STREAM_SPLIT", "s": "DELTA_LENGTH_BYTE_ARRAY", "bin": "DELTA_BYTE_ARRAY",
}
for codec in ("snappy", "gzip", "brotli"):
    parquet(f"pyarrow-split-{codec}", table.select(list(split)), {k: columns[k] for k in split}, column_encoding=split,
            use_dictionary=False, compression=codec)
parquet("pyarrow-no-columns-null", table.select(["none"]), {"none": columns["none"]})
million = pa.table({"n": pa.array(range(2_000_000), pa.int64())})
parquet("pyarrow-one-group", million, {"n": list(range(N)), "": [2_000_000]}, row_group_size=2_000_000)


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
    ipc(f"pyarrow-{form}-times", times.to_batches(), moments, stream)
    ipc(f"pyarrow-{form}-decimals", decimal_table.to_batches(), decimals, stream, compression="zstd")
    ipc(f"pyarrow-{form}-float16", [pa.record_batch({"h": pa.array(halves["h"], pa.float16())})], halves, stream)
    ipc(f"pyarrow-{form}-views", view_table.to_batches(), views, stream, compression="lz4")
    ipc(f"pyarrow-{form}-fixed-size", fixed_table.to_batches(), fixed, stream)
    pair_batch = pa.record_batch({"m": pa.array(pairs, pa.map_(pa.string(), pa.int64()))})
    ipc(f"pyarrow-{form}-map", [pair_batch], maps, stream)
    ipc(f"pyarrow-{form}-sliced", [b.slice(3, 5) for b in few.to_batches(max_chunksize=10)[:1]],
        {k: v[3:8] for k, v in few_columns.items()}, stream)
    words = [["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]]
    batches = [pa.record_batch({"d": pa.DictionaryArray.from_arrays(pa.array([0, None, len(w) - 1], pa.int32()),
                                                                    pa.array(w))}) for w in words]
    ipc(f"pyarrow-{form}-delta-dictionary", batches, {"d": ["a", None, "b", "a", None, "c", "a", None, "d"]}, stream,
        emit_dictionary_deltas=True)
ipc("pyarrow-stream-legacy", few.to_batches(), few_columns, True, use_legacy_format=True)
ipc("pyarrow-stream-v4", few.to_batches(), few_columns, True, metadata_version=pa.ipc.MetadataVersion.V4)
pa.feather.write_feather(few, str(out / "pyarrow-feather.feather"))
expect("pyarrow-feather.feather", few_columns)

runs = pa.RunEndEncodedArray.from_arrays(pa.array([2, 3, 9], pa.int32()), pa.array(["a", None, "b"]))
ipc("pyarrow-stream-runs", [pa.record_batch({"r": runs})], {"r": ["a"] * 2 + [None] + ["b"] * 6}, True)

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
text("gtfs-calendar-dates.txt", {
    "service_id": ["WD", "WE"], "date": [20260101, 20261231], "exception_type": [1, 2],
    "holiday_name": ["", "Silvester, NYE"],
}, "utf-8-sig")
text("gtfs-frequencies.txt", {
    "trip_id": ["T1", "T1"], "start_time": ["06:00:00", "24:30:00"], "end_time": [" 9:00:00", "27:59:59"],
    "headway_secs": [600, 1200], "exact_times": ["", 1],
}, quoting=csv.QUOTE_ALL)
text("gtfs-shapes.txt", {
    "shape_id": ["A_shp", "A_shp"], "shape_pt_lat": [37.61956, -37.5], "shape_pt_lon": [-122.48161, 0.25],
    "shape_pt_sequence": [1, 2], "shape_dist_traveled": [0, 6.8310],
})
text("gtfs-agency.txt", {
    "agency_id": [""], "agency_name": ['Verkehrsbetrieb "Süd"\nGmbH'], "agency_url": ["https://x.example/?a=1,2"],
    "agency_timezone": ["Europe/Berlin"],
}, "utf-8-sig")
text("gtfs-pathways.txt", {"pathway_id": [], "length": []})
# Spreadsheets: "Unicode text" and CSV of a German Excel, the line for Excel, the index of pandas.
sheet = {"Artikel": ["Öl", 'a "b"', "x;y"], "Preis": ["1,5", "", "1.234,56"], "Menge": [1, 2, ""]}
text("excel-unicode.txt", sheet, "utf-16", delimiter="\t")
text("excel-german.csv", sheet, "utf-8-sig", delimiter=";")
euros = {
    "Artikel": ["Öl", "Holz", "Stahl"], "Preis": ["1.234,56 €", "2,00 €", "-0,5 €"], "Anteil": ["12,5 %", "3 %", ""],
    "Datum": ["31.12.2026", "1.2.2026", "29.02.2028"],
}
text("excel-euros.csv", euros, "utf-8-sig", delimiter=";")
text("excel-euros-utf-16.csv", euros, "utf-16", delimiter=";")
with open(out / "excel-empty-columns.csv", "w", encoding="utf-8-sig", newline="") as f:
    f.write("a;b;;;\r\n1;x;;;\r\n;y;;;\r\n")
expect("excel-empty-columns.csv", {"a": [1, None], "b": ["x", "y"]})
refused = {
    "excel-thousands.csv": ("Menge;Preis\r\n1.000;1,5\r\n20;2\r\n", 'set decimal to "," or to "."'),
    "excel-cr.csv": ("a;b\r1;2\r", "save the file with another line end"),
    "excel-formula.csv": ('a,b\r\n="001",2\r\n', "write the cell in quotes, and each quote in it twice"),
    "excel-title.csv": ("Umsatz 2026;;\r\n;;\r\na;b;c\r\n", "delete the lines above them"),
    "excel-twice.csv": ("a,a\r\n1,2\r\n", 'two columns have the name "a": rename one'),
    "excel-empty.csv": ("", "a CSV file starts with a line of column names"),
}
for name, (written, message) in refused.items():
    (out / name).write_bytes(written.encode())
    (out / (name + ".cells.json")).write_text(json.dumps(message))
text("excel-sep.csv", sheet, first="sep=;\r\n", delimiter=";")
text("pandas-index.csv", {"index": [0, 1], "a": ["x", "y"]}, header=["", "a"])
(out / "excel-german-1252.csv").write_bytes("Öl;1\r\n".encode("cp1252"))
(out / "excel-german-1252.csv.cells.json").write_text('"is not UTF-8: save the file as UTF-8, or set encoding"')
(out / "sheet-with-title.csv").write_text("Sales 2026\n\na,b\n1,2\n")
(out / "sheet-with-title.csv.cells.json").write_text('"2 fields where the header has 1: the first line must name"')
