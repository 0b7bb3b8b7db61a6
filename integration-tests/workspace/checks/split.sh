#!/bin/sh
touch "$TEST_SHARD_STATUS_FILE"
echo "part $((TEST_SHARD_INDEX + 1)) of $TEST_TOTAL_SHARDS"
