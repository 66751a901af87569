#!/bin/bash
# Times the native binary beside Debian's buildah and writes bench/results/DATE.json and DATE.txt.
#   eng/bench.sh [RUNS] [WORKLOADS]      for example: eng/bench.sh 5 no-op,runs
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/packages.sh
need_packages "the benchmark" busybox-static python3 time buildah
[ -x "${SHARPBUILD:-out/sharpbuild}" ] || eng/build.sh
mkdir -p bench/results
name=bench/results/$(date -u +%Y-%m-%d)
python3 bench/compare.py --sharpbuild "$(realpath "${SHARPBUILD:-out/sharpbuild}")" --runs "${1:-5}" ${2:+--workloads "$2"} --json "$name.json" | tee "$name.txt"
