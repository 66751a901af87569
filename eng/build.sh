#!/bin/bash
# Publishes the native binary to out/sharpbuild. Needs the .NET SDK; installs a C tool chain by apt when root.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/packages.sh

command -v dotnet >/dev/null || { echo "missing: the .NET SDK ($(grep -o '[0-9.]*[0-9]' global.json | head -1) or later)" >&2; exit 1; }
has_compiler || need_packages "linking the native binary" gcc libc6-dev zlib1g-dev binutils
case $(uname -m) in
    x86_64) runtime=linux-x64 ;;
    aarch64) runtime=linux-arm64 ;;
    *) echo "no native build for $(uname -m)" >&2; exit 1 ;;
esac

linker=()
command -v clang >/dev/null || linker=(-p:CppCompilerAndLinker=gcc)
echo "publishing the native binary ($runtime)" >&2
mkdir -p out
log=out/publish.log
if ! dotnet publish src/Cli/Cli.csproj -c Release -r "$runtime" -o out/publish --nologo -v q -nodeReuse:false "${linker[@]}" >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi
mv -f out/publish/sharpbuild out/sharpbuild.new
mv -f out/sharpbuild.new out/sharpbuild
rm -rf out/publish "$log"
echo "out/sharpbuild: $(stat -c %s out/sharpbuild) bytes, $(out/sharpbuild --version)" >&2
