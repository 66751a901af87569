#!/bin/bash
# Runs the native binary on a kernel that has control groups of version 2 only: Debian's, in a virtual machine that QEMU emulates (no KVM, no network).
#   eng/test-vm.sh            prints each check and at the end "N passed, N failed, N skipped"; a few minutes
#   SHARPBUILD=path           the binary; else out/sharpbuild (eng/build.sh)
#   SHARPBUILD_VM_VERBOSE=1   shows the whole console
# Needs root for what it installs: qemu-system-x86, busybox-static, e2fsprogs, gcc, libc6-dev. The kernel is Debian's linux-image-cloud-amd64: downloaded by apt-get and unpacked,
# never installed, kept in $XDG_CACHE_HOME/sharpbuild-tests, else /var/tmp/sharpbuild-tests. The checks are in eng/vm/checks.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/packages.sh

[ "$(uname -m)" = x86_64 ] || { echo "the virtual machine is for x86-64 only" >&2; exit 1; }
binary=${SHARPBUILD:-out/sharpbuild}
[ -x "$binary" ] || { echo "missing: $binary, run eng/build.sh first" >&2; exit 1; }
need_packages "the virtual machine" qemu-system-x86 busybox-static e2fsprogs gcc libc6-dev

work=$(mktemp -d "${TMPDIR:-/tmp}/sharpbuild-vm.XXXXXX")
machine=
trap '[ -z "$machine" ] || kill "$machine" 2>/dev/null || true; rm -rf "$work"' EXIT

# The directory of the unpacked kernel package.
find_kernel() {
    local cache=${XDG_CACHE_HOME:-/var/tmp}/sharpbuild-tests package
    package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/^ *Depends: *\(linux-image-[0-9].*\)$/\1/p' | head -1)
    [ -n "$package" ] || { read_package_lists; package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/^ *Depends: *\(linux-image-[0-9].*\)$/\1/p' | head -1); }
    [ -n "$package" ] || { echo "missing: the package linux-image-cloud-amd64" >&2; return 1; }
    if [ ! -e "$cache/$package/boot" ]; then
        echo "downloading for the virtual machine: $package" >&2
        mkdir -p "$cache" "$work/package"
        (cd "$work/package" && apt-get -o APT::Sandbox::User=root download -qq "$package") >&2
        dpkg-deb -x "$work/package/$package"_*.deb "$work/kernel"
        busybox depmod -b "$work/kernel" "$(ls "$work/kernel/lib/modules")"
        mv -T "$work/kernel" "$cache/$package"
    fi
    echo "$cache/$package"
}

# make_initramfs KERNEL: just enough to find the disk.
make_initramfs() {
    local release tree=$work/initramfs module
    release=$(ls "$1/lib/modules")
    mkdir -p "$tree"/{bin,dev,proc,root} "$tree/lib/modules/$release"
    cp /bin/busybox "$tree/bin/"
    cp "$1/lib/modules/$release/modules.dep" "$tree/lib/modules/$release/"
    for module in virtio virtio_ring virtio_pci virtio_pci_modern_dev virtio_pci_legacy_dev virtio_blk; do
        (cd "$1" && find lib/modules -name "$module.ko" -exec cp --parents {} "$tree" \;)
    done
    cp eng/vm/init.sh "$tree/init"
    chmod 755 "$tree/init"
    (cd "$tree" && find . | busybox cpio -o -H newc 2>/dev/null | gzip -1) >"$work/initramfs.gz"
}

# make_disk KERNEL: the root file system of the machine.
make_disk() {
    local release tree=$work/disk applet
    release=$(ls "$1/lib/modules")
    mkdir -p "$tree"/{bin,sbin,dev,proc,sys,tmp,etc,root,mnt,lib64} "$tree/lib/modules/$release"
    cp /bin/busybox "$tree/bin/"
    cp "$binary" "$tree/bin/sharpbuild"
    gcc -O1 -static -Wall -Wextra -Werror -o "$tree/bin/hide-clone3" eng/vm/hide_clone3.c
    for applet in $(busybox --list); do
        [ "$applet" = busybox ] || ln -sf busybox "$tree/bin/$applet"
    done
    # Its libraries, those included that it loads when it needs them.
    for library in $(ldd "$binary" | grep -o '/[^ ]*') /lib/x86_64-linux-gnu/lib{ssl,crypto,gcc_s}.so.*; do
        [ ! -e "$library" ] || cp -L --parents "$library" "$tree"
    done
    cp "$1/lib/modules/$release/modules.dep" "$tree/lib/modules/$release/"
    for module in overlay bfq; do
        (cd "$1" && find lib/modules -name "$module.ko" -exec cp --parents {} "$tree" \;)
    done
    printf 'root:x:0:0::/root:/bin/sh\nuser:x:1000:1000::/tmp:/bin/sh\n' >"$tree/etc/passwd"
    printf 'root:x:0:\nuser:x:1000:\n' >"$tree/etc/group"
    cp eng/vm/checks.sh "$tree/sbin/init"
    chmod 755 "$tree/sbin/init" "$tree/bin/sharpbuild"
    same_image "$tree"
    mkfs.ext4 -q -O ^has_journal -d "$tree" "$work/disk.img" 512M >/dev/null
}

# same_image TREE: an image that this machine builds, for a comparison with what the other kernel gives.
same_image() {
    mkdir -p "$1/root/same"
    cp /bin/busybox "$1/root/same/"
    sed -n '/^same_dockerfile()/,/^}/p' eng/vm/checks.sh >"$work/same.sh"
    (. "$work/same.sh" && same_dockerfile) >"$1/root/same/Dockerfile"
    "$binary" build -q --root "$work/state" --network none --timestamp 1700000000 "$1/root/same" >"$1/root/same.id" ||
        { echo "this machine could not build the image to compare with" >&2; rm -f "$1/root/same.id"; }
}

kernel=$(find_kernel)
make_initramfs "$kernel"
make_disk "$kernel"
console=$work/console
echo "starting the virtual machine" >&2
timeout 1500 qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 1024 -display none -monitor none -no-reboot -nic none \
    -kernel "$kernel"/boot/vmlinuz-* -initrd "$work/initramfs.gz" -append "console=ttyS0 quiet panic=-1 cgroup_no_v1=all root=/dev/vda" \
    -drive "file=$work/disk.img,format=raw,if=virtio,cache=unsafe" -serial "file:$console" </dev/null &
machine=$!
if [ -n "${SHARPBUILD_VM_VERBOSE:-}" ]; then
    tail --pid="$machine" -n +1 -F "$console" 2>/dev/null || true
fi
wait "$machine" || true
machine=

tr -d '\r' <"$console" >"$console.text"
[ -n "${SHARPBUILD_VM_VERBOSE:-}" ] || grep -E '^(ok|not ok|skip|   ) ' "$console.text" || true
if ! grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$console.text"; then
    echo "the virtual machine ended early; its last words:" >&2
    tail -n 20 "$console.text" >&2
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
fi
grep -q '^[1-9][0-9]* passed, 0 failed' "$console.text"
