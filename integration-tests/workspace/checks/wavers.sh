#!/bin/sh
[ -n "$FLAKY_MARK" ] || exit 0
[ -e "$FLAKY_MARK" ] && exit 0
echo "not yet"
: >"$FLAKY_MARK"
exit 1
