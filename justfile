# What a person does here. CI runs the same recipes. `just --list` shows them all.

tools := "go tool -modfile=" + justfile_directory() + "/internal/tools/go.mod"

# The least share of statements that the tests cover, in percent.
floor := "80"

[private]
default:
    @just --list

# Run the tests, in parallel: just test, just test ./table -run Leak
test *args="./...":
    go test {{ args }}

# Record the goldens anew. Read the diff before you commit it.
update *packages="./...":
    go test {{ packages }} -count=1 -update

# Run the tests with the race detector, shuffled, twice.
race *packages="./...":
    go test -race -shuffle=on -count=2 -timeout 30m {{ packages }}

# Measure the coverage: coverage.html shows it, and less than the floor fails.
cov:
    go test -coverpkg=./... -coverprofile=coverage.out ./...
    go tool cover -html=coverage.out -o coverage.html
    @go tool cover -func=coverage.out | awk -v floor={{ floor }} '/^total:/ { sub("%", "", $3); print "coverage: " $3 "%, floor " floor "%"; if ($3 + 0 < floor) exit 1 }'

# Run the benchmarks, each beside its peer: just bench, just bench ./gen
bench *packages="./...":
    go test -run '^$' -bench . -benchmem {{ packages }}

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

# Format the code.
fmt:
    {{ tools }} gofumpt -w .

# Check the format, vet for every system, and lint.
lint:
    test -z "$({{ tools }} gofumpt -l . | tee /dev/stderr)"
    go vet ./...
    GOOS=darwin GOARCH=arm64 go vet ./...
    GOOS=windows go vet ./...
    {{ tools }} golangci-lint run

# Check that 32-bit machines generate and compare the same.
test-386:
    GOARCH=386 go test ./gen/... ./fixtures ./golden ./internal/...

# All checks: format, lint, tests, coverage.
check-all: lint race test-386 cov
