#!/bin/bash
# Runs the end-to-end tests of the language, the samples and reproducibility in the modes that are not the usual one of root; prints counts for each mode.
#   eng/test-modes.sh            all modes; needs root and out/sharpbuild (eng/build.sh), some minutes
#   eng/test-modes.sh MODE...    host: commands run as this machine's root; one-id: rootless with one id; chroot: no name spaces
#   FILTER=EXPRESSION            other tests, as dotnet test --filter takes them
# Left out are tests of what a mode cannot do (docs/sandbox.md): other users with one id; by chroot also read-only mounts, networks and host names of
# their own, one cache at two places, and commands at the same time.
set -uo pipefail
cd "$(dirname "$0")/.."
binary=$(realpath "${SHARPBUILD:-out/sharpbuild}")
[ -x "$binary" ] || { echo "missing: out/sharpbuild, run eng/build.sh first" >&2; exit 1; }
[ "$(id -u)" = 0 ] || { echo "the modes are those of root" >&2; exit 1; }
dotnet build tests/EndToEnd --nologo -v q -clp:ErrorsOnly -nodeReuse:false >&2 || exit 1
filter=${FILTER:-FullyQualifiedName~EndToEnd.Language|FullyQualifiedName~EndToEnd.Reproducibility|FullyQualifiedName~EndToEnd.Samples.SampleTests}
other_users="A9_a_user_is_kept A12_the_user_counts A7_a_cache_has_its_owner Non_root_user_owns Multi_stage_image_holds"
name_spaces="A7_a_bind_mount_is_read_only A7_without_a_network A7_two_locked_caches_in_opposite A4_9_the_host_name A5_5_independent_stages_run"
work=$(mktemp -d "${TMPDIR:-/tmp}/sharpbuild-modes.XXXXXX")
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

# wrapper MODE: the binary as the tests call it.
wrapper() {
    echo '#!/bin/bash'
    case $1 in
        host) echo "case \"\$1\" in build | run) exec '$binary' \"\$1\" --userns host \"\${@:2}\" ;; esac; exec '$binary' \"\$@\"" ;;
        one-id) echo "exec setpriv --bounding-set=-sys_admin --inh-caps=-sys_admin '$binary' \"\$@\"" ;;
        chroot) echo "exec unshare --user --map-root-user sh -c 'echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --bounding-set=-sys_admin --inh-caps=-sys_admin \"\$@\"' sh '$binary' \"\$@\"" ;;
        *) echo "no mode $1" >&2; return 1 ;;
    esac
}

# impossible MODE: a filter without the tests of what it cannot do.
impossible() {
    local names="" name
    [ "$1" = host ] || names=$other_users
    [ "$1" != chroot ] || names="$names $name_spaces"
    for name in $names; do printf '&FullyQualifiedName!~%s' "$name"; done
}

status=0
[ $# -gt 0 ] || set -- host one-id chroot
for mode; do
    mkdir -p "$work/$mode"
    wrapper "$mode" >"$work/$mode/sharpbuild" || exit 1
    chmod 755 "$work/$mode/sharpbuild"
    SHARPBUILD="$work/$mode/sharpbuild" dotnet test tests/EndToEnd --no-build --nologo --logger "console;verbosity=normal" --filter "($filter)$(impossible "$mode")" >"$work/$mode.log" 2>&1 || status=1
    grep -aE '^ +Failed ' "$work/$mode.log" | cut -c1-200
    passed=$(sed -n 's/^ *Passed: *//p' "$work/$mode.log") failed=$(sed -n 's/^ *Failed: *//p' "$work/$mode.log") skipped=$(sed -n 's/^ *Skipped: *//p' "$work/$mode.log")
    [ "${passed:-0}" -gt 0 ] || status=1
    echo "$mode: ${passed:-0} passed, ${failed:-0} failed, ${skipped:-0} skipped"
done
exit $status
