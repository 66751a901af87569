#!/bin/bash
# Makes the two pictures of README.md from real builds: docs/pictures/terminal.svg and docs/pictures/report.png.
# Needs out/sharpbuild (or SHARPBUILD), tmux, python3, chromium and busybox-static; installs them when root.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/packages.sh
need_packages "the pictures" busybox-static tmux python3 chromium
[ -x "${SHARPBUILD:-out/sharpbuild}" ] || eng/build.sh
sharpbuild=$(realpath "${SHARPBUILD:-out/sharpbuild}")

work=$(mktemp -d)
server=sharpbuild-pictures-$$
trap 'tmux -L $server kill-server 2>/dev/null || true; rm -rf "$work"' EXIT
export SHARPBUILD_ROOT=$work/state
mkdir -p "$work/base" "$work/app/src" docs/pictures

cp "$(command -v busybox || echo /bin/busybox)" "$work/base/busybox"
printf 'FROM scratch\nCOPY --chmod=755 busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\nENV PATH=/bin\n' > "$work/base/Dockerfile"
"$sharpbuild" build -q -t busybox:latest "$work/base" >/dev/null

cat > "$work/app/Dockerfile" <<'DOCKERFILE'
FROM busybox AS libraries
COPY libraries.txt .
RUN for i in $(cat libraries.txt); do echo "fetching $i"; sleep 0.5; dd if=/dev/urandom of=/$i bs=1k count=900 2>/dev/null; done
FROM busybox AS program
COPY src /src
RUN for i in parse plan run diff; do echo "compiling $i.c"; sleep 0.7; done; cat /src/* > /program
FROM busybox
COPY --from=libraries /lib* /opt/
COPY --from=program /program /usr/bin/program
RUN echo checking; sleep 0.4
DOCKERFILE
echo libtar libjson libhash > "$work/app/libraries.txt"
echo 'first version' > "$work/app/src/main.c"
"$sharpbuild" build -q -t app:1 "$work/app" >/dev/null
echo 'second version' > "$work/app/src/main.c"
echo 'libtar libjson libhash libzstd' > "$work/app/libraries.txt"

tmux -L "$server" -f /dev/null new-session -d -x 96 -y 24 -s build "'$sharpbuild' build -t app:1 '$work/app'; echo; read line"
until tmux -L "$server" capture-pane -p -t build | grep -q 'compiling run.c'; do sleep 0.1; done
{ echo '$ sharpbuild build -t app:1 .'; tmux -L "$server" capture-pane -e -p -t build; } > "$work/during"
until tmux -L "$server" capture-pane -p -t build | grep -q 'sharpbuild: image'; do sleep 0.1; done
{ cat "$work/during" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'; printf '\n\033[2m… and a few seconds later\033[0m\n\n'; tmux -L "$server" capture-pane -e -p -t build; } |
    python3 eng/terminal-picture.py > docs/pictures/terminal.svg

"$sharpbuild" report -o "$work/report.html"
chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync \
    --user-data-dir="$work/chromium" --hide-scrollbars --window-size=1100,820 --screenshot="$PWD/docs/pictures/report.png" "file://$work/report.html" 2>/dev/null
ls -l docs/pictures
