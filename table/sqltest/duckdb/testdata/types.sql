CREATE TYPE mood AS ENUM ('sad', 'happy');

SELECT
  id,
  CAST(1 AS TINYINT)                                       AS a_tinyint,
  CAST(170141183460469231 AS HUGEINT) * 1000000000000000   AS a_hugeint,
  CAST(1.5 AS DECIMAL(9, 3))                               AS a_decimal,
  DATE '2026-02-28'                                        AS a_date,
  TIME '12:30:00.000001'                                   AS a_time,
  TIMESTAMP '2026-01-01 00:00:00.000001'                   AS a_timestamp,
  TIMESTAMP_S '2026-01-01 00:00:00'                        AS a_timestamp_s,
  TIMESTAMP_NS '2026-01-01 00:00:00.000000001'             AS a_timestamp_ns,
  TIMESTAMPTZ '2026-01-01 00:00:00+01'                     AS a_timestamptz,
  INTERVAL '14 months 3 days 4 seconds'                    AS an_interval,
  UUID '6ba7b810-9dad-11d1-80b4-00c04fd430c8'              AS a_uuid,
  CAST('{"b": 1.10, "a": [1, null]}' AS JSON)              AS a_json,
  [CAST('{"x":  1}' AS JSON)]                              AS some_json,
  CAST('happy' AS mood)                                    AS an_enum,
  CAST('10101' AS BIT)                                     AS a_bit,
  CAST('\xAB' AS BLOB)                                     AS a_blob,
  [1, NULL, 3]                                             AS a_list,
  [[1.5], []]                                              AS lists,
  array_value(1, 2)                                        AS an_array,
  {'city': 'Kyiv', 'at': [50.45, 30.52]}                   AS a_struct,
  MAP {'b': 1, 'a': NULL}                                  AS a_map,
  CAST('nan' AS DOUBLE)                                    AS a_nan,
  NULL                                                     AS a_null
FROM everything
