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
    if [ -z "${PACKAGE_LISTS_READ:-}" ]; then
        apt-get update -qq >&2 || true
        PACKAGE_LISTS_READ=1
    fi
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# has_compiler: a C tool chain that can link a native binary.
has_compiler() {
    { command -v clang || command -v gcc; } >/dev/null && command -v objcopy >/dev/null &&
        [ -e /usr/include/zlib.h ] && [ -e /usr/include/stdio.h ]
}
