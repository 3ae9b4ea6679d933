#!/bin/sh
# goldens.sh BASE: runs the tests that have goldens, and fails if a result is pending or a golden is missing or
# obsolete. It writes pending results to pending.md and pending.html, and what differs from BASE to comment.md and
# goldens.html; a file exists only if it has something to say. BASE is a branch or commit, such as origin/main.
set -u
base=$1
failed=0
go tool regen test ./... || failed=1
go tool regen status || failed=1
diff() { # diff FILE ARGUMENT...
    file=$1
    shift
    go tool regen diff "$@" >"$file"
    case $? in
    0) rm "$file" ;;
    1) ;;
    *) failed=1 ;;
    esac
}
diff pending.md --format markdown
diff pending.html --format html
diff comment.md --base "$base" --format markdown
diff goldens.html --base "$base" --format html
exit $failed
