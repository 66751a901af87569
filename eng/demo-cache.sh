#!/bin/bash
# Builds a Node program with a badly and a well ordered Dockerfile (samples/dockerfiles/layer-ordering) after each of five commits, and prints what came
# from the cache, what did not and why, and the seconds. Leaves out/demo-cache/results.md and results.json.
#   eng/demo-cache.sh            installs through the npm registry of this machine's settings, or a local stand-in where none answers
#   eng/demo-cache.sh --offline  always the stand-in
#   eng/demo-cache.sh --update-docs  writes the table into docs/cache.md too; may stand beside --offline
# SHARPBUILD names a binary to use in place of a new build.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/packages.sh

for program in node npm git busybox; do
    command -v "$program" >/dev/null || need_packages "the cache demonstration" nodejs npm git busybox-static
done
offline= page=
for word in "$@"; do
    case $word in
        --offline) offline=1 ;;
        --update-docs) page=$PWD/docs/cache.md ;;
        *) echo "eng/demo-cache.sh takes --offline and --update-docs" >&2; exit 2 ;;
    esac
done
sharpbuild=${SHARPBUILD:-$PWD/out/sharpbuild}
[ -n "${SHARPBUILD:-}" ] || eng/build.sh

work=$(mktemp -d)
standin=
cleanup() {
    if [ -n "$standin" ]; then kill "$standin" 2>/dev/null || true; fi
    chmod -R u+rwX "$work" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
export SHARPBUILD_ROOT=$work/state BUILDKIT_PROGRESS=plain
results=out/demo-cache
mkdir -p "$results" "$work/base" "$work/repo" "$work/standin"

# The settings of this machine's npm, for npm here and as a secret for npm in the build: no layer and no record holds them.
npmrc=$work/npmrc
cat "$(npm config get globalconfig)" "$(npm config get userconfig)" >"$npmrc" 2>/dev/null || true
printf '\nupdate-notifier=false\nfund=false\naudit=false\n' >>"$npmrc"
if [ -n "$offline" ] || ! timeout 20 npm --userconfig "$npmrc" view ms@2.1.3 version >/dev/null 2>&1; then
    node eng/npm-standin.js "$work/standin" &
    standin=$!
    while [ ! -s "$work/standin/port" ]; do sleep 0.1; kill -0 "$standin"; done
    printf 'registry=http://127.0.0.1:%s/\nupdate-notifier=false\nfund=false\naudit=false\n' "$(cat "$work/standin/port")" >"$npmrc"
    registry="a local stand-in"
else
    registry="the npm registry"
fi

# A base image "node" out of this machine's own node and npm.
node_binary=$(readlink -f "$(command -v node)")
npm_directory=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
case $npm_directory in /usr/share/nodejs/*) npm_directory=/usr/share/nodejs ;; esac
{
    echo "$node_binary"
    ldd "$node_binary" | grep -o '/[^ ]*'
    find -L "$npm_directory" -type f 2>/dev/null || true
    ls /etc/ssl/certs/ca-certificates.crt /lib64/ld-linux-x86-64.so.2 2>/dev/null || true
} | sort -u | tar -c -h -T - 2>/dev/null | tar -x -C "$work/base"
cp "$(command -v busybox)" "$work/base/busybox"
cat >"$work/base/Dockerfile" <<DOCKERFILE
FROM scratch
COPY --chmod=755 busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
COPY --exclude=Dockerfile --exclude=busybox . /
RUN mkdir -p /usr/local/bin /root /tmp && ln -sf $node_binary /usr/local/bin/node \\
 && printf '#!/bin/sh\nexec node %s "\$@"\n' $(readlink -f "$(command -v npm)") >/usr/local/bin/npm && chmod 755 /usr/local/bin/npm
ARG RELEASE=1
RUN echo \$RELEASE >/etc/base-release
ENV PATH=/usr/local/bin:/usr/bin:/bin NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
DOCKERFILE
make_base() { "$sharpbuild" build -q --build-arg "RELEASE=$1" -t node:latest "$work/base" >/dev/null; }

lock() { (cd "$work/repo" && npm --userconfig "$npmrc" install --package-lock-only >/dev/null); }
commit() { git -C "$work/repo" -c user.name=demo -c user.email=demo@localhost commit -q -a -m "$1"; }

# The builds of one commit: one line "commit file hits misses seconds reason" each.
build_both() {
    local file
    for file in bad good; do
        "$sharpbuild" build -q --network host --secret "id=npmrc,src=$npmrc" -f "$work/repo/Dockerfile.$file" -t "demo:$file" "$work/repo" >/dev/null
        "$sharpbuild" explain --json >"$work/$1.$file.explain"
        "$sharpbuild" history inspect --format json >"$work/$1.$file.record"
    done
}

cp -a samples/dockerfiles/layer-ordering/. "$work/repo/"
rm -f "$work/repo/package-lock.json"
lock
git -C "$work/repo" init -q
git -C "$work/repo" add .
commit first
make_base 1
build_both first

sed -i 's/are \${/make ${/' "$work/repo/app.js"
commit source
build_both source

sed -i 's/"ms": "2.1.2"/"ms": "2.1.3"/' "$work/repo/package.json"
lock
commit dependency
build_both dependency

make_base 2
build_both base

sed -i '1s/^/# A remark.\n/' "$work/repo/Dockerfile.bad" "$work/repo/Dockerfile.good"
commit comment
build_both comment

echo 'One more line.' >>"$work/repo/NOTES.md"
commit docs
build_both docs

# The same builds as the program sees them: advice on the bad Dockerfile, and what following it would have cost.
bad=$("$sharpbuild" history ls --format json | node -e 'console.log(JSON.parse(require("fs").readFileSync(0, "utf8")).find(build => build.tags.some(tag => tag.endsWith("demo:bad"))).id)')
"$sharpbuild" advise --verify --secret "id=npmrc,src=$npmrc" "$bad" | sed "s#$work/repo/##" >"$work/advice"

node eng/demo-cache-table.js "$work" "$registry" "$results" $page
cat "$results/results.md"
