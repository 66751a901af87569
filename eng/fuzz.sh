#!/bin/bash
# Reads random variations of known inputs and prints executions, crashes, hangs, super-linear inputs and the slowest input.
#   eng/fuzz.sh                        100,000 inputs for every target
#   eng/fuzz.sh TARGET COUNT [FIRST]   as many for one; the same numbers give the same inputs
# Findings are kept in out/fuzz. Targets: tests/Fuzz/Targets.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build tests/Fuzz -c Release --nologo -v q -clp:ErrorsOnly -nodeReuse:false -p:RunAnalyzersDuringBuild=false >&2
program=tests/Fuzz/bin/Release/net10.0/sharpbuild-fuzz
targets=("${1:-}")
[ -n "${1:-}" ] || mapfile -t targets < <(sed -n 's/^ *("\([a-z-]*\)", .*),$/\1/p' tests/Fuzz/FuzzTargetTable.cs)
status=0
for target in "${targets[@]}"; do
    "$program" "$target" "${2:-100000}" "${3:-0}" || status=1
    if [ -e "out/fuzz/$target.current" ]; then
        echo "$target: ended while it read input $(od -An -t d8 "out/fuzz/$target.current" | tr -d ' ')"
        status=1
    fi
done
exit $status
