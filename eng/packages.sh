# Sourced by the other scripts: Debian packages that a step needs.

# need_packages PURPOSE PACKAGE...: installs what is missing, or says what is missing and returns 1.
need_packages() {
    local purpose=$1 package missing=()
    shift
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "missing packages for $purpose: ${missing[*]} (as root: apt-get install ${missing[*]})" >&2
        return 1
    fi
    echo "installing for $purpose: ${missing[*]}" >&2
    read_package_lists
    # RUNLEVEL=1: services that come with a package are not started.
    DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# want_packages PURPOSE PACKAGE...: installs as many as it can and names the rest; never fails.
want_packages() {
    local purpose=$1 package known=()
    shift
    [ "$(id -u)" != 0 ] || read_package_lists
    for package in "$@"; do
        [ -z "$(apt-cache show "$package" 2>/dev/null)" ] || known+=("$package")
    done
    need_packages "$purpose" "${known[@]}" && return 0
    [ "$(id -u)" = 0 ] || return 0
    for package in "${known[@]}"; do
        need_packages "$purpose" "$package" || echo "could not install $package" >&2
    done
}

read_package_lists() {
    [ -z "${PACKAGE_LISTS_READ:-}" ] || return 0
    apt-get update -qq >&2 || true
    PACKAGE_LISTS_READ=1
}

# has_compiler: a C tool chain that can link a native binary.
has_compiler() {
    { command -v clang || command -v gcc; } >/dev/null && command -v objcopy >/dev/null &&
        [ -e /usr/include/zlib.h ] && [ -e /usr/include/stdio.h ]
}
