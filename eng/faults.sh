#!/bin/bash
# Disturbs builds at many places and prints what was counted; needs root and out/sharpbuild (eng/build.sh).
#   eng/faults.sh           everything: 200 kill points, 180 signals, 300 damaged places, 48 failing calls, full disks, 24 builds at once, 480 whose calls come late, low limits, changing contexts
#   eng/faults.sh NAME...   only some: Interrupted, Killed, Corruption, Errno, Disk, Crowd, ChangingContext, Memory
# The same tests run with a few places each in eng/test.sh.
set -uo pipefail
cd "$(dirname "$0")/.."
[ -x "${SHARPBUILD:-out/sharpbuild}" ] || { echo "missing: out/sharpbuild, run eng/build.sh first" >&2; exit 1; }
dotnet build tests/EndToEnd --nologo -v q -clp:ErrorsOnly -nodeReuse:false >&2 || exit 1

filter="Category=Faults"
if [ $# -gt 0 ]; then
    filter=$(printf '|FullyQualifiedName~Faults.%sTests' "$@")
    filter=${filter:1}
fi

# The results of tests and the lines with counts; the rest of the runner's output is left out.
SHARPBUILD_FAULTS=all dotnet test tests/EndToEnd --no-build --nologo --logger "console;verbosity=detailed" --filter "$filter" 2>&1 |
    grep -aE "^ +(Passed|Failed|Skipped) |^ (kill -9|SIG|corruption|errno|at once|changing|--|size=|memory|never reached)|^Total tests|^ +(Passed|Failed): |Error Message|^   [A-Z]" | cut -c1-400
exit "${PIPESTATUS[0]}"
