#!/bin/bash
# Builds, publishes the native binary, runs every test project, and ends with the line "N passed, N failed, N skipped".
#   eng/test.sh             everything
#   eng/test.sh PROJECT...  only these test projects, such as Oci.Tests or EndToEnd
# As root it installs the programs that tests compare with; otherwise tests that lack one skip with the reason.
set -uo pipefail
cd "$(dirname "$0")/.."
. eng/packages.sh

# Tests that need a program which could not be installed skip with that reason.
want_packages "the tests" busybox-static uidmap passwd time attr libarchive-tools pigz tmux tar patch xz-utils zstd bzip2 git python3 skopeo umoci podman buildah runc \
    debootstrap docker.io docker-cli docker-registry libcap2-bin iproute2 nftables passt slirp4netns openssh-client openssh-server nginx fcgiwrap apache2-utils chromium $(command -v npm >/dev/null || echo nodejs npm)

if [ "$(id -u)" = 0 ] && ! id -u sharpbuild-test >/dev/null 2>&1; then
    echo "adding the user sharpbuild-test, with subordinate ids, for tests without privileges" >&2
    useradd --no-create-home --shell /usr/sbin/nologin sharpbuild-test
    grep -q '^sharpbuild-test:' /etc/subuid || usermod --add-subuids 500000-565535 --add-subgids 500000-565535 sharpbuild-test
fi

results=out/test-results
rm -rf "$results"
mkdir -p "$results"
status=0
if ! { eng/build.sh && dotnet build ImageBuilder.sln --nologo -v q -nodeReuse:false; }; then
    echo "the build failed, no test ran" >&2
    echo "0 passed, 0 failed, 0 skipped"
    exit 1
fi

projects=("$@")
[ ${#projects[@]} -gt 0 ] || mapfile -t projects < <(cd tests && ls -d *.Tests EndToEnd Fuzz)
for project in "${projects[@]}"; do
    echo "== $project" >&2
    dotnet test "tests/$project" --no-build --nologo -v q \
        --logger "trx;LogFileName=$project.trx" --results-directory "$results" || status=1
    [ -e "$results/$project.trx" ] || { echo "$project: no results were written" >&2; status=1; }
done

# A trx file has one line <Counters total="…" passed="…" failed="…" …/>; skipped tests are in notExecuted or in none of the fields.
total=0 passed=0 failed=0
for file in "$results"/*.trx; do
    [ -e "$file" ] || continue
    counters=$(grep -o '<Counters [^>]*>' "$file")
    field() { sed -n "s/.*[ ]$1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
    total=$((total + $(field total))) passed=$((passed + $(field passed)))
    failed=$((failed + $(field failed) + $(field error) + $(field timeout) + $(field aborted)))
done
skipped=$((total - passed - failed))

# The names of the tests with an outcome, each with the text of the first of these elements that it has.
#   reasons OUTCOME ELEMENT[|ELEMENT]
reasons() {
    for file in "$results"/*.trx; do
        awk -v outcome="outcome=\"$1\"" -v opening="<($2)>" -v closing="</($2)>" '
            /<UnitTestResult / { name=$0; sub(/.*testName="/, "", name); sub(/".*/, "", name); wanted = index($0, outcome)
                                 if (wanted && /\/>[ \t\r]*$/) { print "  " name ": no reason given"; wanted=0 } }
            wanted && $0 ~ opening { inside=1; printf "  %s: ", name }
            inside { text=$0; sub(/\r$/, "", text); gsub(/<[^>]*>/, "", text); sub(/^[ \t]*/, "", text); print text }
            inside && $0 ~ closing { inside=0; wanted=0 }' "$file"
    done | sed 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&#xD;//g; s/&#xA;/ /g; s/&amp;/\&/g'
}
[ "$skipped" -eq 0 ] || { echo "skipped:"; reasons NotExecuted "Message|StdOut"; }
[ "$failed" -eq 0 ] || { echo "failed:"; reasons Failed Message; }
[ "$passed" -gt 0 ] || status=1
[ "$failed" -eq 0 ] || status=1
echo "$passed passed, $failed failed, $skipped skipped"
exit $status
