package sqltest

import (
	"strings"
	"testing"

	"github.com/assay-go/assay/internal/arrowtext"
	"github.com/assay-go/assay/table/sqltest/internal/sessiontest"
)

func TestDatasetsAreConstantsInFrontOfAQuery(t *testing.T) {
	rec := sessiontest.Record(t, "id: int64, total: decimal(8, 2), note: utf8, at: timestamp[us, UTC], raw: binary",
		`1|2.50|it's a\b|2026-01-31T10:15:00Z|0x00ff`, "2|null|null|null|null")
	for _, c := range []struct {
		dialect     Dialect
		query, want string
	}{
		{Standard, "select * from orders", `with "orders" as (select cast(1 as bigint) as "id", ` +
			`cast('2.50' as decimal(8, 2)) as "total", cast('it''s a\b' as varchar) as "note", ` +
			`cast('2026-01-31 10:15:00.000000 UTC' as timestamp with time zone) as "at", cast(x'00ff' as varbinary) as "raw"
union all select cast(2 as bigint), cast(null as decimal(8, 2)), cast(null as varchar), ` +
			`cast(null as timestamp with time zone), cast(null as varbinary))
select * from orders`},
		{Trino, "WITH o AS (select 1) select * from o", `with "orders" as (select cast(1 as bigint) as "id", ` +
			`cast('2.50' as decimal(8, 2)) as "total", cast('it''s a\b' as varchar) as "note", ` +
			`cast('2026-01-31 10:15:00.000000 UTC' as timestamp(6) with time zone) as "at", cast(x'00ff' as varbinary) as "raw"
union all select cast(2 as bigint), cast(null as decimal(8, 2)), cast(null as varchar), ` +
			`cast(null as timestamp(6) with time zone), cast(null as varbinary)),
o AS (select 1) select * from o`},
		{Snowflake, "with recursive o as (select 1) select * from o", `with recursive "orders" as (` +
			`select cast(1 as number(19, 0)) as "id", cast('2.50' as number(8, 2)) as "total", ` +
			`cast('it\'s a\\b' as varchar) as "note", cast('2026-01-31 10:15:00.000000 UTC' as timestamp_tz(6)) as "at", ` +
			`cast(x'00ff' as binary) as "raw"
union all select cast(2 as number(19, 0)), cast(null as number(8, 2)), cast(null as varchar), ` +
			`cast(null as timestamp_tz(6)), cast(null as binary)),
o as (select 1) select * from o`},
		{BigQuery, "select 1", "with `orders` as (select cast(1 as int64) as `id`, " +
			"cast('2.50' as bignumeric(8, 2)) as `total`, cast('it\\'s a\\\\b' as string) as `note`, " +
			"cast('2026-01-31 10:15:00.000000 UTC' as timestamp) as `at`, " +
			"cast(x'00ff' as bytes) as `raw`\nunion all select cast(2 as int64), cast(null as bignumeric(8, 2)), " +
			"cast(null as string), cast(null as timestamp), cast(null as bytes))\nselect 1"},
		{ClickHouse, "select 1", "with `orders` as (select cast(1 as Nullable(Int64)) as `id`, " +
			"cast('2.50' as Nullable(Decimal(8, 2))) as `total`, cast('it\\'s a\\\\b' as Nullable(String)) as `note`, " +
			"cast('2026-01-31 10:15:00.000000 UTC' as Nullable(DateTime64(6, 'UTC'))) as `at`, " +
			"cast(x'00ff' as Nullable(String)) as `raw`\nunion all select cast(2 as Nullable(Int64)), " +
			"cast(null as Nullable(Decimal(8, 2))), cast(null as Nullable(String)), " +
			"cast(null as Nullable(DateTime64(6, 'UTC'))), cast(null as Nullable(String)))\nselect 1"},
	} {
		s := &dbSession{dialect: &c.dialect}
		sessiontest.Load(t, s, "orders", rec)
		if got := s.withTables(c.query); got != c.want {
			t.Errorf("%s\n  got:  %s\n  want: %s", c.dialect.Name, got, c.want)
		}
	}
}

func TestADatasetWithoutRowsHasItsTypes(t *testing.T) {
	s := &dbSession{dialect: &Standard}
	sessiontest.Load(t, s, "orders", sessiontest.Record(t, "id: int64"))
	const want = "with \"orders\" as (select cast(null as bigint) as \"id\" limit 0)\nselect 1"
	if got := s.withTables("select 1"); got != want {
		t.Errorf("got:  %s\nwant: %s", got, want)
	}
}

func TestReadsOfADatabaseAreTheNamesOfAQuery(t *testing.T) {
	s := &dbSession{dialect: &Standard}
	sessiontest.Load(t, s, "orders", sessiontest.Record(t, "id: int64, total: int64"))
	sessiontest.Load(t, s, "customers", sessiontest.Record(t, "name: utf8"))
	for statement, want := range map[string]string{
		"select sum(Total), count(*) from orders, customers": "orders.total customers.",
		"with o as (select * from orders) select 1 from o":   "orders.id orders.total customers.name",
		"select subtotal from orders":                        "orders. customers.",
	} {
		all, err := s.Reads(t.Context(), statement)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range all {
			got = append(got, c.Table+"."+c.Name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s\n  got:  %v\n  want: %s", statement, got, want)
		}
	}
}

func TestResultsHaveTheTypesThatDriversTell(t *testing.T) {
	for _, c := range []struct {
		dialect       Dialect
		name          string
		digits, scale int64
		want          string
	}{
		{Trino, "decimal", 12, 2, "decimal(12, 2)"},
		{Trino, "timestamp(6) with time zone", 0, 0, "timestamp[us, UTC]"},
		{Snowflake, "FIXED", 18, 0, "decimal(18, 0)"},
		{Snowflake, "TIMESTAMP_NTZ", 0, 0, "timestamp[us]"},
		{BigQuery, "TIMESTAMP", 0, 0, "timestamp[us, UTC]"},
		{ClickHouse, "Nullable(Decimal(12, 2))", 0, 0, "decimal(12, 2)"},
		{ClickHouse, "LowCardinality(Nullable(String))", 0, 0, "utf8"},
		{ClickHouse, "DateTime64(6, 'UTC')", 0, 0, "timestamp[us, UTC]"},
		{ClickHouse, "UInt64", 0, 0, "uint64"},
		{BigQuery, "NUMERIC", 0, 0, "is a decimal whose scale the driver does not tell: cast it"},
		{Trino, "row(a bigint)", 0, 0, `has the type "ROW(A BIGINT)", which tests on Trino do not read: cast it`},
	} {
		dt, err := c.dialect.resultType(c.name, c.digits, c.scale, c.digits > 0)
		var got string
		if err != nil {
			got = err.Error()
		} else {
			got = arrowtext.TypeText(dt)
		}
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%s %s: got %s, want %s", c.dialect.Name, c.name, got, c.want)
		}
	}
}
