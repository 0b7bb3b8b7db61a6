#!/bin/bash
# Prints what is aboard; exits with 1 when something is missing.
runfiles=${RUNFILES_DIR:-$0.runfiles}
missing=0
for path in \
  sampler/ship/route.txt \
  sampler/ship/cargo.txt sampler/ship/lower/cargo.txt hold/cargo.txt \
  sampler/links/far \
  "sampler/trees/gallery/rooms/west/corner/old portrait.txt" \
  annex/stamp.txt annex/letter.txt; do
  if ! line=$(head -n 1 "$runfiles/$path"); then
    missing=1
  else
    echo "$path: $line"
  fi
done
"$runfiles/sampler/native/count" || missing=1
exit $missing
