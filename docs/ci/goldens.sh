#!/bin/sh
# goldens.sh BASE: runs the tests that have goldens, writes what differs from a branch to comment.md and goldens.html,
# and fails if a result is pending or a golden is missing or obsolete. BASE is a branch or commit, such as origin/main.
set -u
base=$1
failed=0
go tool regen test ./... || failed=1
go tool regen status || failed=1
for format in markdown:comment.md html:goldens.html; do
    go tool regen diff --base "$base" --format "${format%%:*}" >"${format#*:}"
    test $? -le 1 || failed=1
done
exit $failed
