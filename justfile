# What a person does here. CI runs the same recipes. `just --list` shows them all.

tools := "go tool -modfile=" + justfile_directory() + "/internal/tools/go.mod"

# The newest version of Go that CI tests with. The least is in go.mod.
newest := "go1.27.2"

# The least share of statements that the tests cover, in percent.
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

# Record the goldens anew. Read the diff before you commit it.
update *packages="./...":
    go test {{ packages }} -count=1 -update

# Run the tests with the race detector, shuffled, twice.
race *packages="./...":
    go test -race -shuffle=on -count=2 -timeout 30m {{ packages }}

# Measure the coverage: coverage.html shows it, and less than the floor fails.
cov *args:
    go test -coverpkg=./... -coverprofile=coverage.out ./... {{ args }}
    go tool cover -html=coverage.out -o coverage.html
    @go tool cover -func=coverage.out | awk -v floor={{ floor }} '/^total:/ { sub("%", "", $3); print "coverage: " $3 "%, floor " floor "%"; if ($3 + 0 < floor) exit 1 }'

# Run the benchmarks, each beside its peer: just bench, just bench ./gen
bench *packages="./...":
    go test -run '^$' -bench . -benchmem {{ packages }}

# Write 50 million rows of six columns to Parquet, and print the time and the peak of memory that it took.
fifty-million rows="50000000":
    #!/usr/bin/env bash
    set -euo pipefail
    out=$(mktemp -d)
    trap 'rm -rf "$out"' EXIT
    go build -o "$out/regen" ./cmd/regen
    if [ "$(uname)" = Darwin ]; then flag=-l; else flag=-v; fi
    /usr/bin/time "$flag" -o "$out/time" "$out/regen" gen testdata/fifty-million.yaml --rows {{ rows }} -o "$out/orders.parquet"
    du -h "$out/orders.parquet"
    grep -Ei 'elapsed|real|maximum resident' "$out/time"

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

# Make the pictures of docs/review anew. It needs Chromium.
screenshots:
    mkdir -p docs/review
    go test ./cmd/regen/internal/review/web -run TestScreenshots -count=1 -screenshots {{ justfile_directory() }}/docs/review

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
    {{ tools }} golangci-lint run

# Check that another architecture generates and compares the same, under emulation where it has to be: just test-arch 386
test-arch arch:
    #!/usr/bin/env bash
    set -euo pipefail
    export GOARCH={{ arch }}
    on=()
    if ! go test -run '^$' ./internal/nearest >/dev/null 2>&1; then
        emulator=qemu-$(case {{ arch }} in 386) echo i386 ;; arm64) echo aarch64 ;; *) echo {{ arch }} ;; esac)-static
        command -v "$emulator" >/dev/null || { echo "this machine runs no {{ arch }}: install $emulator (qemu-user-static)" >&2; exit 1; }
        # The emulator loses the signals that preempt, and its i386 threads share one segment table: two that start at
        # once, on two CPUs, take each other's storage. One CPU starts one at a time.
        cpu=$(taskset -cp $$ | sed 's/.*: *//; s/[-,].*//')
        on=(-exec "env GODEBUG=asyncpreemptoff=1 taskset -c $cpu $emulator")
    fi
    go test "${on[@]}" ./gen ./cmd/regen -run 'Vectors|Tour'
    if [ "{{ arch }}" = 386 ]; then # where an int has 32 bits
        go test "${on[@]}" -short ./gen/... ./fixtures ./internal/fixture/... ./internal/arrowtext ./internal/structcodec
        go test "${on[@]}" -short ./golden -run '^Test(A(Golden|Digest|Value)(IsRead|ThatAssay)|EveryValue|EveryTableSurvivesTheRound|TheHashes|Digests|Reports|ATable(Equals|MayHave)|KeyedRows|AGoValue)' # no process, no Parquet, which Arrow reads on 64 bits only
    fi

# All checks: format, lint, tests, coverage.
check-all: lint race test-newest (test-arch "386") (test-arch "arm64") cov
