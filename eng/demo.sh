#!/bin/bash
# Builds sharpbuild and shows it at work: no daemon, as root or as any user. Leaves nothing behind but out/.
# State lies in a temporary directory, or in $SHARPBUILD_ROOT if that is set. SHARPBUILD names a binary to use in place of a new build.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/packages.sh

step() { printf '\n== %s\n' "$*"; }
show() { printf '$ sharpbuild %s\n' "$*"; "$sharpbuild" "$@" 2>&1; }

[ -x /bin/busybox ] || [ -x /usr/bin/busybox ] || need_packages "the base image of the demo" busybox-static
busybox=$(command -v busybox || echo /bin/busybox)
sharpbuild=${SHARPBUILD:-$PWD/out/sharpbuild}
[ -n "${SHARPBUILD:-}" ] || eng/build.sh

work=$(mktemp -d)
trap 'chmod -R u+rwX "$work" 2>/dev/null || true; rm -rf "$work"' EXIT
export SHARPBUILD_ROOT=${SHARPBUILD_ROOT:-$work/state} BUILDKIT_PROGRESS=plain
rm -rf out/demo
mkdir -p out/demo "$work/base" "$work/hello"

step "a base image out of Debian's busybox, from scratch"
cp "$busybox" "$work/base/busybox"
cat > "$work/base/Dockerfile" <<'DOCKERFILE'
FROM scratch
COPY --chmod=755 busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
ENV PATH=/bin:/usr/bin
CMD ["sh"]
DOCKERFILE
show build -t busybox:latest -o type=oci,dest=out/demo/busybox,tar=false "$work/base"

step "a multi-stage build on that base"
cp samples/dockerfiles/hello/* "$work/hello/"
build=(build -t hello:latest --build-context busybox=oci-layout://out/demo/busybox:latest -o type=oci,dest=out/demo/hello,tar=false "$work/hello")
show "${build[@]}"

step "the same again: every step is cached"
show "${build[@]}" | tee "$work/second"
if grep -q MISS "$work/second"; then echo "the second build was not all cached" >&2; exit 1; fi

step "one line of the source changes: what is rebuilt, and why"
echo 'And this line is new.' >> "$work/hello/greeting.txt"
show "${build[@]}" | tee "$work/third"
grep -q MISS "$work/third" || { echo "the change was not noticed" >&2; exit 1; }

step "the image"
digest=$(sed -n 's/.*"digest": *"\(sha256:[0-9a-f]*\)".*/\1/p; q' <(tr -d '\n' < out/demo/hello/index.json | grep -o '"manifests".*'))
echo "hello:latest is $digest"
echo "it lies in out/demo/hello (an OCI image layout; skopeo inspect oci:out/demo/hello:latest reads it)"
