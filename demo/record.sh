#!/bin/sh
# Records the demo build again: demo/recording/build.bep, the events of a build with --remote_download_minimal, and
# demo/recording/cache, a --disk_cache folder with the blobs that those events name.
#
# Bazel runs in a sandbox of bubblewrap's where the workspace is /src/demo, the user `dev` and the host `demo`, so that nothing
# of the machine gets into the recording. Needs what ./check installs: Bazel 4.2.3, bubblewrap, BuildGrid.
set -eu
cd "$(dirname "$0")"
demo=$(pwd -P)
recording=$demo/recording
port=${DEMO_PORT:-8980}

components=$(../integration-tests/real-components)
scratch=$(mktemp -d)
server=
clean() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || :; fi
  chmod -R u+w "$scratch"
  rm -rf "$scratch"
}
trap clean EXIT
trap 'exit 130' INT TERM HUP

mkdir -p "$scratch/src/rules_cc" "$scratch/cache/disk"
cp -R workspace "$scratch/src/demo"
cp -R ../integration-tests/workspace/third_party/rules_cc/. "$scratch/src/rules_cc"

cat >"$scratch/bgd.yml" <<CONFIGURATION
server:
  - !channel
    address: 127.0.0.1:$port
    insecure-mode: true
authorization:
  method: none
monitoring:
  enabled: false
instances:
  - name: ''
    storages:
      - !disk-storage &blobs
        path: '$scratch/store'
    caches:
      - !lru-action-cache &results
        storage: *blobs
        max-cached-refs: 1000
        allow-updates: true
    services:
      - !action-cache
        cache: *results
      - !cas
        storage: *blobs
      - !bytestream
        storage: *blobs
thread-pool-size: 20
CONFIGURATION
for buildgrid in "$components"/buildgrid-*; do :; done
"$buildgrid/bin/python" "$buildgrid/bin/bgd" server start "$scratch/bgd.yml" >"$scratch/bgd.log" 2>&1 &
server=$!
tries=0
until python3 -c 'import socket, sys; socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1)' "$port" 2>/dev/null; do
  tries=$((tries + 1))
  if [ "$tries" -gt 60 ] || ! kill -0 "$server" 2>/dev/null; then
    cat "$scratch/bgd.log" >&2
    exit 34
  fi
  sleep 0.5
done

# One sandbox for each run: Bazel's server ends with it. $1 names the output root.
build() {
  root=$1
  shift
  bwrap --ro-bind /usr /usr --symlink usr/bin /bin --symlink usr/lib /lib --symlink usr/lib64 /lib64 \
    --ro-bind /etc /etc --proc /proc --dev /dev --tmpfs /tmp \
    --bind "$scratch/src" /src --bind "$scratch/cache" /cache --chdir /src/demo \
    --unshare-pid --unshare-uts --hostname demo --unshare-user --uid 1000 --gid 1000 --die-with-parent \
    --clearenv --setenv PATH /usr/bin:/bin --setenv HOME /src --setenv USER dev \
    bazel --host_jvm_args=-Xmx512m --host_jvm_args=-Duser.name=dev --host_jvm_args=-Duser.home=/src --output_user_root="/cache/$root" \
    build //app:deploy //include:headers --override_repository=rules_cc=/src/rules_cc \
    --color=no --curses=no --isatty=0 --noshow_progress --experimental_generate_json_trace_profile=no "$@"
}

# The first fills both caches. With --disk_cache the events would have no bytestream:// URIs, so the second goes without it.
build first --remote_cache="grpc://127.0.0.1:$port" --disk_cache=/cache/disk
build second --remote_cache="grpc://127.0.0.1:$port" --remote_download_minimal --build_event_binary_file=/src/build.bep

rm -rf "$recording"
mkdir -p "$recording"
cp "$scratch/src/build.bep" "$recording/build.bep"
LC_ALL=C grep -aoE 'bytestream://127\.0\.0\.1:[0-9]+/blobs/[0-9a-f]{64}/[0-9]+' "$recording/build.bep" | sort -u |
  while IFS=/ read -r _ _ _ _ hash _; do
    folder=cas/$(printf '%.2s' "$hash")
    mkdir -p "$recording/cache/$folder"
    cp "$scratch/cache/disk/$folder/$hash" "$recording/cache/$folder/"
    chmod 644 "$recording/cache/$folder/$hash"
  done

# Nothing of this machine may be in there.
for word in "$scratch" "$demo" "${HOME:-/}" "$(uname -n)"; do
  if [ "$word" != / ] && LC_ALL=C grep -rawF -e "$word" "$recording" >/dev/null; then
    echo "record.sh: '$word' is in the recording" >&2
    exit 1
  fi
done
du -sh "$recording"
find "$recording" -type f | wc -l
