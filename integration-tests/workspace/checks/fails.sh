#!/bin/sh
echo "as it should" >&2
exit 7
