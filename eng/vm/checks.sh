#!/bin/busybox sh
# Process 1 of the virtual machine: mounts control groups of version 2 and nothing else of the kind, checks what sharpbuild does with them,
# prints "ok", "not ok" or "skip" and a name for each check, then the counts, and turns the machine off.
export PATH=/bin:/sbin HOME=/root TMPDIR=/tmp
passed=0 failed=0 skipped=0
groups=/sys/fs/cgroup

# An image that two kernels must build alike; eng/test-vm.sh builds it outside.
same_dockerfile() {
    cat <<'END'
FROM scratch
COPY busybox /bin/
RUN ["/bin/busybox", "--install", "-s", "/bin"]
RUN mkdir /gone /kept && touch /gone/x /kept/x && chown 33:44 /kept/x && chmod 4711 /kept/x && ln /kept/x /kept/y
RUN rm -r /gone && echo more > /kept/more && rm /kept/y && mkfifo /fifo && mknod /null c 1 3 && chmod 711 /
END
}

# --- telling

ok() { passed=$((passed + 1)); echo "ok $1"; }
not_ok() { failed=$((failed + 1)); echo "not ok $1"; shift; printf '%s\n' "$@" | sed 's/^/    /'; }
skip() { skipped=$((skipped + 1)); echo "skip $1: $2"; }

# equal NAME EXPECTED ACTUAL
equal() { if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "expected: $2" "found: $3"; fi; }

# says NAME PATTERN: the last command wrote a line that the extended pattern matches.
says() { if grep -qE "$2" /tmp/log; then ok "$1"; else not_ok "$1" "no line matches: $2" "$(tail -n 12 /tmp/log)"; fi; }

# between NAME LOW HIGH NUMBER
between() { if [ "${4:-x}" -ge "$2" ] 2>/dev/null && [ "$4" -le "$3" ]; then ok "$1"; else not_ok "$1" "expected: $2 to $3" "found: ${4:-nothing}"; fi; }

# --- doing

# build [OPTION...]: builds the Dockerfile on standard input; leaves status and /tmp/log.
build() {
    rm -rf /work/context
    mkdir /work/context
    cat >/work/context/Dockerfile
    sharpbuild build --progress plain --no-cache --network none "$@" /work/context >/tmp/log 2>&1
    status=$?
}

# run [OPTION...] IMAGE COMMAND...: leaves status and /tmp/log.
run() {
    sharpbuild run --network none "$@" >/tmp/log 2>&1
    status=$?
}

# inside OPTION FILE: what a step sees in a file of its own control group.
inside() {
    run $1 base:1 cat "$groups/$2"
    tail -n 1 /tmp/log
}

left() { find $groups -name 'sharpbuild-*' -type d; }

microseconds() { awk '{ printf "%d", $1 * 1000000 }' /proc/uptime; }

# --- the machine

mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs tmpfs /tmp
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t cgroup2 cgroup2 $groups
for module in overlay bfq; do modprobe $module; done
chown -R 0:0 /bin /sbin /etc /root /lib* 2>/dev/null
chmod 1777 /tmp
hostname machine
mkdir -p /work/mnt

equal "the machine has version 2 only" "0 1" "$(grep -c ' cgroup ' /proc/mounts) $(grep -c ' cgroup2 ' /proc/mounts)"
equal "its controllers are there" "cpuset cpu io memory pids" "$(tr ' ' '\n' <$groups/cgroup.controllers | grep -E '^(cpuset|cpu|io|memory|pids)$' | tr '\n' ' ' | sed 's/ $//')"

# --- the same image as outside

sharpbuild build --network none -t base:1 --timestamp 1700000000 --iidfile /tmp/id /root/same >/tmp/log 2>&1
equal "a build succeeds" 0 $?
says "it says its mode" "commands run in a user namespace: their root has no rights on this machine"
if [ -e /root/same.id ]; then
    equal "the image is the one that another kernel gives" "$(cat /root/same.id)" "$(cat /tmp/id)"
else
    skip "the image is the one that another kernel gives" "it could not be built outside"
fi
sharpbuild build --network none --no-cache --userns host --timestamp 1700000000 --iidfile /tmp/id2 /root/same >/tmp/log 2>&1
equal "as this machine's root it is the same too" "$(cat /tmp/id)" "$(cat /tmp/id2)"
says "and says so" "commands run as this machine's root \(--userns=host\)"
cp -r /root/same /tmp/same
sharpbuild build --network none --no-cache --timestamp 1700000000 --iidfile /tmp/id2 /tmp/same >/tmp/log 2>&1
equal "from a context in memory it is the same too" "$(cat /tmp/id)" "$(cat /tmp/id2)"
says "and says why it runs as this machine's root where memory cannot map owners" "commands run as this machine's root \(the file system of /tmp/same cannot map owners\)|commands run in a user namespace"
run -t base:1 sh -c 'tty; stat -c "%u:%g" $(tty)'
equal "a terminal belongs to its user and its group" "/dev/pts/0 0:5" "$(tr -d '\r' </tmp/log | tr '\n' ' ' | sed 's/ $//')"

# --- limits of a build

build --memory 20m <<'END'
FROM base:1
RUN dd if=/dev/zero of=/dev/null bs=64M count=1
END
equal "memory that runs out fails the build" 1 $status
says "it is told with limit and peak" "exit code 137: killed because it ran out of memory \(limit 20 MiB, peak (20|19\.[0-9]+) MiB\)"

build --pids-limit 20 <<'END'
FROM base:1
RUN i=0; while [ $i -lt 200 ]; do sleep 600 & i=$((i + 1)); done
END
equal "a loop of forks fails the build" 1 $status
says "it is told with the limit" "it hit the limit of 20 processes"
equal "and no process is left" 0 "$(ps | grep -c '[s]leep 600')"

build --pids-limit 50 --memory 64m <<'END'
FROM base:1
RUN bomb() { bomb | bomb & }; bomb; sleep 3
END
says "a bomb of forks hits the limit" "Resource temporarily unavailable|hit the limit of 50 processes"
equal "and is gone" 0 "$(left | wc -l)"

build --metadata-file /tmp/metadata <<'END'
FROM base:1
RUN i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done; dd if=/dev/zero of=/file bs=64k count=64 conv=fsync
END
says "plain progress shows what a step used" "USED cpu [0-9.]*[1-9][0-9.]*s, peak memory [0-9.]+ ?[kM]B, read .*, written [0-9.]+ ?MB"
between "the metadata file has its bytes" 4194304 8388608 "$(sed -n 's/.*"bytesWritten":\([0-9]*\).*/\1/p' /tmp/metadata)"
between "and its CPU time" 1000 600000000 "$(sed -n 's/.*"cpuTime":\([0-9]*\).*/\1/p' /tmp/metadata)"
between "and its memory" 4096 1073741824 "$(sed -n 's/.*"peakMemoryInBytes":\([0-9]*\).*/\1/p' /tmp/metadata)"

# --- each limit in the step's own group

equal "--memory" 33554432 "$(inside '--memory 32m' memory.max)"
equal "--memory alone allows as much swap" 33554432 "$(inside '--memory 32m' memory.swap.max)"
equal "--memory-swap" 16777216 "$(inside '--memory 32m --memory-swap 48m' memory.swap.max)"
equal "--memory-swap -1" max "$(inside '--memory 32m --memory-swap -1' memory.swap.max)"
equal "--cpus" "50000 100000" "$(inside '--cpus 0.5' cpu.max)"
equal "--cpu-shares" 20 "$(inside '--cpu-shares 512' cpu.weight)"
equal "--cpuset-cpus" 1 "$(inside '--cpuset-cpus 1' cpuset.cpus)"
equal "--cpuset-mems" 0 "$(inside '--cpuset-mems 0' cpuset.mems)"
equal "--pids-limit" 33 "$(inside '--pids-limit 33' pids.max)"
equal "the default limit of processes" 16384 "$(inside '' pids.max)"
equal "no limit of processes" max "$(inside '--pids-limit -1' pids.max)"
device=$(cat /sys/block/vda/dev)
equal "--device-read-bps" "$device rbps=1048576 wbps=max riops=max wiops=max" "$(inside '--device-read-bps /dev/vda:1m' io.max)"
equal "--device-write-bps" "$device rbps=max wbps=2097152 riops=max wiops=max" "$(inside '--device-write-bps /dev/vda:2m' io.max)"
equal "--device-read-iops" "$device rbps=max wbps=max riops=70 wiops=max" "$(inside '--device-read-iops /dev/vda:70' io.max)"
equal "--device-write-iops" "$device rbps=max wbps=max riops=max wiops=80" "$(inside '--device-write-iops /dev/vda:80' io.max)"
equal "all four of a device together" "$device rbps=1048576 wbps=2097152 riops=70 wiops=80" \
    "$(inside '--device-read-bps /dev/vda:1m --device-write-bps /dev/vda:2m --device-read-iops /dev/vda:70 --device-write-iops /dev/vda:80' io.max)"
equal "--blkio-weight" "default 4950" "$(inside '--blkio-weight 500' io.weight)"
echo bfq >/sys/block/vda/queue/scheduler
equal "--blkio-weight with the scheduler bfq" "default 500" "$(inside '--blkio-weight 500' io.bfq.weight)"
echo none >/sys/block/vda/queue/scheduler

# --- limits that hold

start=$(microseconds)
run --cpus 0.2 --stats base:1 sh -c 'i=0; while [ $i -lt 60000 ]; do i=$((i + 1)); done'
wall=$(($(microseconds) - start))
used=$(sed -n 's/^cpu \([0-9.]*\)s.*/\1/p' /tmp/log | awk '{ printf "%d", $1 * 1000000 }')
between "a fifth of a processor is not exceeded" 1 35 "$((used * 100 / wall))"
start=$(microseconds)
run --device-write-bps /dev/vda:1m -v /work/mnt:/mnt base:1 dd if=/dev/zero of=/mnt/file bs=256k count=16 conv=fsync
between "4 MiB at 1 MiB a second take three seconds at least" 3000000 60000000 "$(($(microseconds) - start))"
rm -f /work/mnt/file
equal "one processor is seen where one is allowed" 1 "$(run --cpuset-cpus 0 base:1 nproc; cat /tmp/log)"
run --memory 20m base:1 dd if=/dev/zero of=/dev/null bs=64M count=1
equal "run: memory that runs out" 137 $status
says "run: it is told with limit and peak" "exit code 137: killed because it ran out of memory \(limit 20 MiB, peak (20|19\.[0-9]+) MiB\)"
run --pids-limit 5 base:1 sh -c 'for i in 1 2 3 4 5 6; do sleep 5 & done'
says "run: processes" "it hit the limit of 5 processes"
run base:1 sh -c "echo max > $groups/pids.max"
says "a step cannot lift its own limits" "Read-only file system"
run --userns host base:1 sh -c "echo max > $groups/pids.max; echo 0 > $groups/cgroup.procs"
equal "nor as this machine's root" 2 "$(grep -c 'Read-only file system' /tmp/log)"
equal "a step sees its group as the root" "0::/" "$(run base:1 cat /proc/self/cgroup; cat /tmp/log)"

# --- parents

run --cgroup-parent /outer/inner --memory 64m -v $groups:/groups:ro base:1 sh -c 'ls /groups/outer/inner | grep -c ^sharpbuild-'
equal "--cgroup-parent holds the group" 1 "$(tail -n 1 /tmp/log)"
equal "and is gone afterwards" "" "$(ls -d $groups/outer 2>/dev/null)"
mkdir $groups/mine
run --cgroup-parent mine base:1 cat $groups/pids.max
equal "a parent that was there stays" "16384 yes" "$(tail -n 1 /tmp/log) $([ -d $groups/mine ] && echo yes)"
rmdir $groups/mine

# A group with processes may have no children with controllers: as a service or a session has it.
mkdir $groups/service
(echo 0 >$groups/service/cgroup.procs && exec sharpbuild run --network none --memory 32m base:1 cat $groups/memory.max) >/tmp/log 2>&1
equal "limits hold for a program in a group of its own" 33554432 "$(tail -n 1 /tmp/log)"
rmdir $groups/service || not_ok "the service's group is empty" "$(ls $groups/service)"

# --- without rights

as_user() { su user -c "cd /tmp && export PATH=/bin && $1" >/tmp/log 2>&1; status=$?; }
sharpbuild build -q --network none -t base:1 -o type=oci,dest=/tmp/layout,tar=false --timestamp 1700000000 /root/same >/dev/null 2>&1
chmod -R a+rX /tmp/layout
mkdir /work/u && chown 1000:1000 /work/u
as_user "sharpbuild run --root /work/u/state --network none --memory 32m /tmp/layout id -u"
equal "a user runs a container" "0 1" "$status $(grep -c "^0$" /tmp/log)"
says "without rights on control groups that is said" "no rights on control groups: running without the limits on memory"
mkdir -p $groups/user/session && chown -R 1000:1000 $groups/user
printf '%s' '+memory +pids +cpu' >$groups/user/cgroup.subtree_control
(echo 0 >$groups/user/session/cgroup.procs && exec su user -c "cd /tmp && export PATH=/bin && exec sharpbuild run --root /work/u/state --network none --memory 20m /tmp/layout dd if=/dev/zero of=/dev/null bs=64M count=1") >/tmp/log 2>&1
says "with a group of the user's own limits hold" "exit code 137: killed because it ran out of memory \(limit 20 MiB, peak (20|19\.[0-9]+) MiB\)"
equal "and nothing is left in it" "$groups/user/session" "$(find $groups/user -mindepth 1 -type d)"
rmdir $groups/user/session $groups/user
(echo 'FROM base:1'; echo 'RUN true') >/work/context/Dockerfile
chmod -R a+rX /work
echo 0 >/proc/sys/kernel/unprivileged_userns_clone
as_user "sharpbuild run --root /work/u/state --network none /tmp/layout true"
equal "a user without user name spaces gets no container" 125 $status
says "and hears what to set" "sysctl -w kernel.unprivileged_userns_clone=1 allows them"
echo 1 >/proc/sys/kernel/unprivileged_userns_clone
echo 0 >/proc/sys/user/max_user_namespaces
as_user "sharpbuild build --root /work/u/state --network none /work/context"
says "nor where their number is zero" "sysctl -w user.max_user_namespaces=15000 allows them"
sharpbuild build --no-cache --network none /work/context >/tmp/log 2>&1
says "root goes on as this machine's root then and says why" "commands run as this machine's root \(no user namespace: clone3: "
echo 4000 >/proc/sys/user/max_user_namespaces

# --- where a filter hides clone3, which alone can start a child in a group

filtered() { hide-clone3 sharpbuild run --network none "$@" >/tmp/log 2>&1; status=$?; }
filtered --memory 32m base:1 cat $groups/memory.max /proc/self/cgroup
equal "a step that cannot start in its group moves there" "33554432 0::/ " "$(tail -n 2 /tmp/log | tr '\n' ' ')"
filtered --memory 20m base:1 dd if=/dev/zero of=/dev/null bs=64M count=1
equal "and its limit holds" 137 $status
says "and is told" "exit code 137: killed because it ran out of memory \(limit 20 MiB"
filtered --userns host --pids-limit 5 base:1 sh -c 'for i in 1 2 3 4 5 6; do sleep 5 & done'
says "as this machine's root too" "it hit the limit of 5 processes"

# --- nothing is left

(echo 'FROM base:1'; echo 'RUN touch /up; sleep 1000') >/work/context/Dockerfile
sharpbuild build --no-cache --network none /work/context >/tmp/log 2>&1 &
builder=$!
until ps | grep -q '[s]leep 1000'; do sleep 0.2; kill -0 $builder || break; done
equal "a step has a group while it runs" 1 "$(left | wc -l)"
kill -9 $builder
wait $builder
sleep 1
equal "a killed builder takes its steps along" 0 "$(ps | grep -c '[s]leep 1000')"
run base:1 true
equal "and the next one removes its group" "" "$(left)"
sharpbuild build --no-cache --network none /work/context >/tmp/log 2>&1 &
builder=$!
until ps | grep -q '[s]leep 1000'; do sleep 0.2; kill -0 $builder || break; done
kill -TERM $builder
wait $builder
equal "a signal ends a build" 143 $?
equal "no control group is left" "" "$(left)"
equal "no mount is left" 0 "$(grep -c overlay /proc/mounts)"
equal "no process is left" 0 "$(ps | grep -c '[s]harpbuild')"

echo "$passed passed, $failed failed, $skipped skipped"
sync
poweroff -f
