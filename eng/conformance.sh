#!/bin/bash
# Runs the conformance builds with out/sharpbuild (or $SHARPBUILD) and prints what differs.
#   eng/conformance.sh              failing cases and the counts
#   eng/conformance.sh PART-OF-ID   these cases with their Dockerfile, command line and log
# The data: $SHARPBUILD_CONFORMANCE, else a directory shared/conformance beside or above the repository.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x "${SHARPBUILD:-out/sharpbuild}" ] || eng/build.sh
report=$(mktemp)
trap 'rm -f "$report"' EXIT
status=0
SHARPBUILD_CONFORMANCE_CASE=${1:-} SHARPBUILD_CONFORMANCE_REPORT=$report \
    dotnet test tests/EndToEnd --nologo -v q -m:1 -nodeReuse:false --filter FullyQualifiedName~ConformanceBuildTests >"$report.log" 2>&1 || status=$?
if [ -s "$report" ]; then cat "$report"; else cat "$report.log"; fi
rm -f "$report.log"
exit $status
