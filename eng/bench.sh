#!/bin/bash
# Times the native binary beside the builders that are installed, at least Debian's buildah, and writes bench/results/DATE.json and DATE.md.
#   eng/bench.sh [RUNS] [WORKLOADS]      for example: eng/bench.sh 5 noop,runs
# DISK=150 limits the disk to so many MB/s meanwhile, as those of rented machines are (cgroups version 1); its table goes beside the other.
# TMPDIR names the file system to measure on: one with a journal, as an ext4 without one searches long for free inodes after deletions.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/packages.sh
need_packages "the benchmark" busybox-static python3 buildah docker-registry debootstrap
[ -x "${SHARPBUILD:-out/sharpbuild}" ] || eng/build.sh
mkdir -p bench/results
name=bench/results/$(date -u +%Y-%m-%d)${DISK:+-disk$DISK}
python3 bench/compare.py --sharpbuild "$(realpath "${SHARPBUILD:-out/sharpbuild}")" --runs "${1:-5}" ${2:+--workloads "$2"} ${DISK:+--disk "$DISK"} --json "$name.json"
python3 bench/compare.py --table "$name.json" | tee "$name.md"
python3 bench/insert.py docs/performance.md "${DISK:+slow }table" "$name.md"
