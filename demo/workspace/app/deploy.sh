#!/bin/sh
# Checks every file of the release against the manifest that the build made, and prints what it would deploy.
set -eu
cd "$(dirname "$0")/.."
while read -r sum size path; do
  actual=$(sha256sum <"$path")
  if [ "${actual%% *}" != "$sum" ]; then
    echo "deploy: $path is not what was built" >&2
    exit 1
  fi
  printf 'deploy: %-24s %7d bytes, as built\n' "$path" "$size"
done <"app/@MANIFEST@"
echo "deploy: the month's total is $(cat app/figures/total.txt)"
