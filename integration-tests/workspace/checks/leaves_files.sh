#!/bin/sh
set -e
cd "$TEST_UNDECLARED_OUTPUTS_DIR"
echo "a result" >result.txt
mkdir traces
echo "a trace" >traces/one.txt
