#!/bin/bash
# Prints how the cost of a build grows with its size, each curve with its slope, and writes bench/results/scale-DATE.json and .md.
#   eng/bench-scale.sh [LARGEST] [CURVES]      for example: eng/bench-scale.sh 20000 files,files-again
# TMPDIR names the file system to measure on; all sizes take about 20 GB there.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/packages.sh
need_packages "the cost curves" busybox-static python3
[ -x "${SHARPBUILD:-out/sharpbuild}" ] || eng/build.sh
mkdir -p bench/results
name=bench/results/scale-$(date -u +%Y-%m-%d)
python3 bench/scale.py --sharpbuild "$(realpath "${SHARPBUILD:-out/sharpbuild}")" --largest "${1:-0}" ${2:+--curves "$2"} --json "$name.json" --table "$name.md"
python3 bench/insert.py docs/performance.md growth "$name.md"
