#!/bin/bash
# Builds the same program into a fat and a slim image (samples/dockerfiles/multi-stage) and prints where the bytes of both come from.
# Needs root, debootstrap and a Debian mirror for the base image. Leaves out/demo-size/results.md. SHARPBUILD names a binary to use in place of a new build.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/packages.sh

[ "$(id -u)" = 0 ] || { echo "eng/demo-size.sh needs root: debootstrap makes the base image" >&2; exit 1; }
command -v debootstrap >/dev/null || need_packages "the base image of the demonstration" debootstrap
sharpbuild=${SHARPBUILD:-$PWD/out/sharpbuild}
[ -n "${SHARPBUILD:-}" ] || eng/build.sh

work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
export SHARPBUILD_ROOT=$work/state BUILDKIT_PROGRESS=plain
results=out/demo-size
mkdir -p "$results" "$work/base"

echo "a Debian base image by debootstrap" >&2
release=$(. /etc/os-release && echo "${VERSION_CODENAME:-stable}")
debootstrap --variant=minbase "$release" "$work/root" >"$work/debootstrap.log" || { tail "$work/debootstrap.log" >&2; exit 1; }
rm -rf "$work"/root/var/cache/apt/archives/*.deb "$work"/root/var/lib/apt/lists/*
tar -c --numeric-owner --exclude='./dev/*' -C "$work/root" -f "$work/base/root.tar" .
printf 'FROM scratch\nADD root.tar /\n' >"$work/base/Dockerfile"
"$sharpbuild" build -q -t debian:latest "$work/base" >/dev/null

for form in fat slim; do
    "$sharpbuild" build -q --network host -f "samples/dockerfiles/multi-stage/Dockerfile.$form" -t "demo:$form" samples/dockerfiles/multi-stage >/dev/null
done

{
    for form in fat slim; do
        printf '## %s\n\n```\n' "$form"
        "$sharpbuild" size "demo:$form"
        printf '```\n\n'
    done
} | tee "$results/results.md"
