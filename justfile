# One recipe for each thing that a developer does. CI runs the same recipes. `just --list` lists them.

tools := "go tool -modfile=" + justfile_directory() + "/internal/tools/go.mod"

# The newest version of Go that CI tests with. go.mod has the oldest.
newest := "go1.27.2"

# The modules below this one that have dependencies of their own.
nested := "$(git ls-files '*/go.mod' | xargs dirname | grep -v internal/tools)"

# The minimum test coverage, in percent of statements.
floor := "80"

[private]
default:
    @just --list

# Run the tests, in parallel: just test, just test ./table -run Leak
test *args="./...":
    go test {{ args }}

# Run the tests with the newest version of Go.
test-newest *args="./...":
    GOTOOLCHAIN={{ newest }} go test {{ args }}

# Record the goldens. Read the diff before you commit it.
update *packages="./...":
    go test {{ packages }} -count=1 -update

# Run the tests with the race detector, shuffled, twice.
race *packages="./...":
    go test -race -shuffle=on -count=2 -timeout 60m {{ packages }}

# Measure the coverage, write coverage.html, and fail below the floor.
cov *args:
    go test -coverpkg=./... -coverprofile=coverage.out ./... {{ args }}
    go tool cover -html=coverage.out -o coverage.html
    @go tool cover -func=coverage.out | awk -v floor={{ floor }} '/^total:/ { sub("%", "", $3); \
        print "coverage: " $3 "%, floor " floor "%"; if ($3 + 0 < floor) exit 1 }'

# Run the benchmarks, each next to its peer: just bench, just bench ./gen
bench *packages="./...":
    go test -run '^$' -bench . -benchmem {{ packages }}

# Measure how near the data of inferred fixtures is to its source: over the files of npm's vega-datasets, or of a
# directory, or of this repository if there is no network.
infer-fidelity dir="":
    #!/usr/bin/env bash
    set -euo pipefail
    data="{{ dir }}"
    if [ -z "$data" ]; then
        tmp=$(mktemp -d)
        trap 'rm -rf "$tmp"' EXIT
        if (cd "$tmp" && npm pack --silent vega-datasets@2 && tar xzf vega-datasets-*.tgz) >/dev/null 2>&1; then
            data="$tmp/package/data"
        fi
    fi
    go test ./cmd/regen/internal/infer -count=1 -v -run '^TestFidelity$' -fidelity="$data" -fidelity.columns

# Measure infer over growing files beside arrow's Parquet reader, with the memory that it holds, and over wide tables.
infer-growth:
    go test ./cmd/regen/internal/infer -run '^$' -bench 'Infer|Wide' -benchtime 3x

# Measure what Assay adds to a test, beside Arrow arrays, gofakeit, goldie and yaml.v3 (peers) and beside goldie alone:
# the binary, the CPU time of a rebuild after an edit and of a start; with "just bench-edit first", of a first build.
bench-edit first="":
    #!/usr/bin/env bash
    set -euo pipefail
    dir=$(mktemp -d)
    trap 'rm -rf "$dir"' EXIT
    mkdir "$dir"/{nothing,goldie,peers,assay}
    cat >"$dir/nothing/edit_test.go" <<'EOF'
    package edit

    import "testing"

    func TestEdit(t *testing.T) {}
    EOF
    cat >"$dir/goldie/edit_test.go" <<'EOF'
    package edit

    import (
    	"testing"

    	"github.com/sebdah/goldie/v2"
    )

    func TestEdit(t *testing.T) { goldie.New(t).Assert(t, "edit", nil) }
    EOF
    cat >"$dir/peers/edit_test.go" <<'EOF'
    package edit

    import (
    	"testing"

    	"github.com/apache/arrow/go/v17/arrow/array"
    	"github.com/apache/arrow/go/v17/arrow/memory"
    	"github.com/brianvoe/gofakeit/v7"
    	"github.com/sebdah/goldie/v2"
    	"gopkg.in/yaml.v3"
    )

    func TestEdit(t *testing.T) {
    	var fixture struct{ Seed uint64 }
    	if err := yaml.Unmarshal([]byte("seed: 42"), &fixture); err != nil {
    		t.Fatal(err)
    	}
    	b := array.NewStringBuilder(memory.DefaultAllocator)
    	b.Append(gofakeit.New(fixture.Seed).Name())
    	goldie.New(t).Assert(t, "edit", []byte(b.NewArray().String()))
    }
    EOF
    cat >"$dir/assay/edit_test.go" <<'EOF'
    package edit

    import (
    	"testing"

    	"github.com/assay-go/assay/fixtures"
    	"github.com/assay-go/assay/table"
    )

    func TestEdit(t *testing.T) {
    	type row struct{ Name string }
    	fx := fixtures.Load(t, "edit.yaml")
    	same := func(in []row) ([]row, error) { return in, nil }
    	table.Run(t, fx, table.Rows("people", same), table.Case{Name: "edit"})
    }
    EOF
    cpu() { # the CPU time of a command in s
        TIMEFORMAT='%U %S'
        { time "$@" >/dev/null 2>&1; } 2>&1 | awk '{ print $1 + $2 }'
    }
    start() { for i in $(seq 50); do ./edit.test -test.run '^$'; done; }
    tests="nothing goldie peers assay"
    for with in $tests; do
        cd "$dir/$with"
        go mod init example.com/edit 2>/dev/null
        if [ $with != nothing ]; then # the versions of this module
            sed -n '/^require (/,/^)/p' {{ justfile_directory() }}/go.mod >>go.mod
            cp {{ justfile_directory() }}/go.sum .
        fi
        if [ $with = assay ]; then
            assay=github.com/assay-go/assay
            go mod edit -require $assay@v0.0.0 -replace $assay={{ justfile_directory() }}
        fi
        go mod tidy 2>/dev/null
        if [ -n "{{ first }}" ]; then
            cpu env GOCACHE="$dir/cache-$with" go test -c -o edit.test . >first
        fi
        go test -c -o edit.test .
    done
    for i in 1 2 3 4 5 6 7; do # in turn, so that what else runs slows all alike
        for with in $tests; do
            cd "$dir/$with"
            echo "func edit$i() int { return $i }" >>edit_test.go
            cpu go test -c -o edit.test . >>rebuilds
            cpu start >>starts
        done
    done
    echo "a test with  modules  linked    binary  rebuild after an edit  start  first build"
    for with in $tests; do
        cd "$dir/$with"
        modules=$(go list -m all | grep -vc '^example.com' || true)
        linked=$(go list -deps -test -f '{{{{with .Module}}{{{{.Path}}{{{{end}}' . | sort -u |
            grep -vc '^example.com' || true)
        start=$(sort -n starts | awk 'NR == 1 { print 1000 * $1 / 50 }')
        echo $with $modules $linked $(($(wc -c <edit.test) / 1000)) $(sort -n rebuilds | head -1) $start \
            $(cat first 2>/dev/null || echo -)
    done | tee "$dir/figures" | awk '{ printf "%-11s  %7d  %6d  %5.1f MB  %15.2f s CPU  %4.1f ms  %6s s CPU\n",
        $1, $2, $3, $4 / 1000, $5, $6, $7 }'
    awk '{ for (i = 4; i <= 7; i++) of[$1, i] = $i }
        END { for (i = split("goldie peers", than, " "); i > 0; i--) {
            t = than[i]
            printf "assay / %-6s  binary %.2f, rebuild %.2f, start %.2f", t, of["assay", 4] / of[t, 4],
                of["assay", 5] / of[t, 5], of["assay", 6] / of[t, 6]
            if (of[t, 7] > 0) printf ", first build %.2f", of["assay", 7] / of[t, 7]
            print ""
        } }' "$dir/figures"

# Measure the leak check: how many leaky transforms it finds, and how many clean ones it accuses: just leak-corpus 60
leak-corpus seeds="60":
    go test ./table -run '^TestLeakCorpus$' -count=1 -v -args -corpus.seeds={{ seeds }}

# Shrink the inputs of 20 faults over three tables of 1,000 rows, and print the rows, runs and time that each takes
shrink-corpus:
    go test ./table -run '^TestShrinkCorpus$' -count=1 -v -corpus.shrunk | grep ' rows '

# Ask what a cell of 15 transforms depends on, and print the rows that are found and those that are right
why-corpus:
    go test ./table -run '^TestWhyCorpus$' -count=1 -v -corpus.why | grep ' right, '

# Measure how often the leak check accuses a column if a result changes by chance: just accusations 1000
accusations runs="1000":
    go test ./table -run '^TestNoColumnIsAccusedOfNondeterminism$' -count=1 -v -args -accusation.runs={{ runs }}

# Measure the time that regen takes before main, in ms: the least of 20 starts of each command.
init-time:
    #!/usr/bin/env bash
    set -euo pipefail
    dir=$(mktemp -d)
    trap 'rm -rf "$dir"' EXIT
    go build -o "$dir/regen" ./cmd/regen
    for command in --help status approve; do
        for i in $(seq 20); do
            { GODEBUG=inittrace=1 "$dir/regen" $command 2>&1 >/dev/null || true; } |
                awk '/^init / { sum += $5 } END { print sum }'
        done | sort -n | awk -v command=$command 'NR == 1 { printf "regen %-8s %.1f ms\n", command, $1 }'
    done

# Write 50 million rows of six columns to Parquet, and print the time and the peak memory.
fifty-million rows="50000000":
    #!/usr/bin/env bash
    set -euo pipefail
    out=$(mktemp -d)
    trap 'rm -rf "$out"' EXIT
    go build -o "$out/regen" ./cmd/regen
    if [ "$(uname)" = Darwin ]; then flag=-l; else flag=-v; fi
    /usr/bin/time "$flag" -o "$out/time" \
        "$out/regen" gen testdata/fifty-million.yaml --rows {{ rows }} -o "$out/orders.parquet"
    du -h "$out/orders.parquet"
    grep -Ei 'elapsed|real|maximum resident' "$out/time"

# Measure rows per CPU second of a shard of a billion rows, in each format, and the CPU hours of all: just billion 5000000
billion rows="2000000":
    #!/usr/bin/env bash
    set -euo pipefail
    out=$(mktemp -d)
    trap 'rm -rf "$out"' EXIT
    go build -o "$out/regen" ./cmd/regen
    shards=$((1000000000 / {{ rows }}))
    TIMEFORMAT='%U %S'
    for fixture in testdata/fifty-million.yaml docs/scale/orders.yaml; do
        for format in csv jsonl arrow parquet; do
            { time "$out/regen" gen $fixture -d orders -n 1000000000 --shard $((shards / 2))/$shards --workers 1 \
                --format $format -o "$out/shard" >/dev/null; } 2>&1 | awk -v of="$(basename $fixture .yaml) $format" '{
                    printf "%-24s %9.0f rows per CPU second, %5.2f CPU hours for a billion\n", of,
                        {{ rows }} / ($1 + $2), ($1 + $2) * 1e9 / {{ rows }} / 3600 }'
        done
    done

# Run the recipes of docs/scale on a Slurm cluster of this machine and on Spark, and compare what they make with a local
# run: just test-scale, just test-scale slurm
test-scale *recipes="":
    .ci/scale/run {{ recipes }}

# Fuzz every fuzz test for a while: just fuzz, just fuzz 5m
fuzz time="20s":
    #!/usr/bin/env bash
    set -euo pipefail
    for package in $(go list ./...); do
        for name in $(go test -list '^Fuzz' "$package" | grep '^Fuzz' || true); do
            echo "== $package $name"
            go test -run '^$' -fuzz "^$name\$" -fuzztime {{ time }} "$package"
        done
    done
    .ci/commonmark/run {{ time }}

# Kill updates, approvals, git install and fmt, fill disks, run 32 at once: no golden is torn or lost. just survive 300
survive kills="300":
    .ci/survive {{ kills }}

# Read the files that DuckDB, Arrow for JavaScript, pyarrow and polars write, and those of vega-datasets, and compare
# all cells. Test programs in Python. It installs the writers in a temporary directory, with python3 and npm.
writers rows="3000":
    .ci/writers/run {{ rows }}

# Parse reports in Markdown with a CommonMark parser: whatever goldens hold, it finds no markup of theirs. Or fuzz them:
# just commonmark 10m
commonmark time="":
    .ci/commonmark/run {{ time }}

# Test SQL on all engines, each a module of its own, or on some: just test-engines postgres. It starts the servers, and
# installs them from Debian's packages if they are missing.
test-engines *engines="":
    .ci/engines/run {{ engines }}

# Digest a table of six columns on one core, beside xxh3 over its buffers and DuckDB's hash(): the CPU time of each.
digest-duckdb rows="10000000":
    #!/usr/bin/env bash
    set -euo pipefail
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cp .ci/writers/{package.json,digest.mjs} "$work"
    npm install --silent --no-fund --no-audit --prefix "$work"
    (cd "$work" && node digest.mjs {{ rows }})
    go test ./internal/goldenfile -run '^$' -bench '^BenchmarkDigest$/(stream$|keyed|shuffled|xxh3)' -benchtime 1x -cpu 1 \
        -digest.rows {{ rows }} | grep cpu-s

# Test what meets arrow-go v18 with its newest release, and say which that is. go.mod has the oldest that serves.
test-arrow:
    #!/usr/bin/env bash
    set -euo pipefail
    tmp=$(mktemp -d)
    trap 'rm -rf "$tmp"' EXIT
    cp go.mod go.sum "$tmp"
    go get -modfile "$tmp/go.mod" github.com/apache/arrow-go/v18@latest
    for mod in go.mod "$tmp/go.mod"; do
        go test -modfile "$mod" ./internal/arrow18 -run Version -v -count=1 | grep bridge
        go test -modfile "$mod" ./internal/arrow18 ./table/arrow18 ./internal/parquetfile
    done

# Make a small shop with Assay, Snowfakery and factory_boy, which it installs in a temporary directory, and compare the
# rows that each makes in a second.
bench-peers customers="2000":
    .ci/peers/run {{ customers }}

# Take the screenshots in docs/review again. It needs Chromium.
screenshots:
    mkdir -p docs/review
    go test ./cmd/regen/internal/review/web -run TestScreenshots -count=1 \
        -screenshots {{ justfile_directory() }}/docs/review

# Format the code.
fmt:
    {{ tools }} gofumpt -w .

# Check the format, vet for every system, and lint.
lint:
    test -z "$({{ tools }} gofumpt -l . | tee /dev/stderr)"
    go vet ./...
    GOOS=darwin GOARCH=arm64 go vet ./...
    GOOS=windows go vet ./...
    go fix -diff ./...
    GOTOOLCHAIN={{ newest }} go fix -diff ./...
    go mod tidy -diff
    {{ tools }} golangci-lint run
    for module in {{ nested }}; do (cd $module && go mod tidy -diff && go vet ./... && go fix -diff ./... && \
        GOTOOLCHAIN={{ newest }} go fix -diff ./... && {{ tools }} golangci-lint run) || exit 1; done

# Check that another architecture generates and compares the same, emulated if necessary: just test-arch 386
test-arch arch:
    #!/usr/bin/env bash
    set -euo pipefail
    export GOARCH={{ arch }}
    on=()
    if ! go test -run '^$' ./internal/ci >/dev/null 2>&1; then
        emulator=qemu-$(case {{ arch }} in 386) echo i386 ;; arm64) echo aarch64 ;; *) echo {{ arch }} ;; esac)-static
        if ! command -v "$emulator" >/dev/null; then
            echo "this machine cannot run {{ arch }}: install $emulator (qemu-user-static)" >&2
            exit 1
        fi
        # The emulator loses the signals that preempt, and its i386 threads share one segment table: two that start at
        # once, on two CPUs, take each other's storage. One CPU starts one at a time.
        cpu=$(taskset -cp $$ | sed 's/.*: *//; s/[-,].*//')
        on=(-exec "env GODEBUG=asyncpreemptoff=1 taskset -c $cpu $emulator")
    fi
    go test "${on[@]}" ./gen ./cmd/regen -run 'Vectors|Tour'
    if [ "{{ arch }}" = 386 ]; then # where an int has 32 bits
        go test "${on[@]}" -short ./gen/... ./fixtures ./internal/fixture/... ./internal/{arrowtext,structcodec}
        # Arrow reads and writes Parquet on 64 bits only.
        go test "${on[@]}" -short -skip Parquet ./internal/goldenfile ./internal/tablediff
    fi

# All checks: format, lint, tests, coverage.
check-all: lint race test-newest (test-arch "386") (test-arch "arm64") cov

# Compare the example with mutants of its transforms, and print how many compare and the goldens find.
compare-corpus mutants="0":
    go test ./cmd/regen/internal/compare -count=1 -v -timeout 60m -run '^TestMutants' -mutants={{ mutants }}

# Measure the inputs in a second that two revisions run on, and their memory: just compare-cost 100000
compare-cost inputs="100000":
    go test ./table -count=1 -v -timeout 60m -run '^TestAServingBinaryIsFast' -served={{ inputs }}
