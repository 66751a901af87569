// Runs inside a step and tries to get out; prints a line that begins with ESCAPED for whatever works. Nothing here harms a machine that lets it through:
// files of the kernel are opened for writing, not written to.
//   breakout PATH    PATH is a file of the host that the step must not find
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *wanted;
static int attempts;

static void report(int succeeded, const char *what, const char *of)
{
    attempts++;
    if (succeeded) printf("ESCAPED by %s %s\n", what, of);
}

static void look(const char *prefix)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", prefix, wanted);
    report(access(path, F_OK) == 0, "a look at", path);
}

static void opens(const char *path, int flags, const char *what)
{
    int file = open(path, flags | O_NONBLOCK | O_NOCTTY);
    report(file >= 0, what, path);
    if (file >= 0) close(file);
}

// In a user namespace a made device is an empty file until the layer is written.
static void opens_device(const char *path, int flags)
{
    struct stat status;
    int file = open(path, flags | O_NONBLOCK | O_NOCTTY);
    report(file >= 0 && fstat(file, &status) == 0 && !S_ISREG(status.st_mode), "a device made at", path);
    if (file >= 0) close(file);
}

static void processes(void)
{
    DIR *list = opendir("/proc");
    for (struct dirent *entry; list && (entry = readdir(list));) {
        if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
        char path[600];
        const char *parts[] = {"root", "cwd", "root/proc/1/root", "task/1/root", "map_files/..", "cwd/../../../../.."};
        for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++) {
            snprintf(path, sizeof path, "/proc/%s/%s", entry->d_name, parts[i]);
            look(path);
        }
        for (int descriptor = 3; descriptor < 200; descriptor++) {
            snprintf(path, sizeof path, "/proc/%s/fd/%d", entry->d_name, descriptor);
            look(path);
            snprintf(path, sizeof path, "/proc/%s/fd/%d/../../../../../../../..", entry->d_name, descriptor);
            look(path);
        }
        const char *spaces[] = {"mnt", "pid", "net", "user", "uts", "ipc", "cgroup"};
        for (unsigned i = 0; i < sizeof spaces / sizeof *spaces; i++) {
            snprintf(path, sizeof path, "/proc/%s/ns/%s", entry->d_name, spaces[i]);
            int space = open(path, O_RDONLY | O_CLOEXEC);
            if (space >= 0) {
                report(setns(space, 0) == 0, "setns", path);
                close(space);
            }
        }
    }
    if (list) closedir(list);
}

static void descriptors(void)
{
    for (int descriptor = 3; descriptor < 4096; descriptor++) {
        report(fcntl(descriptor, F_GETFD) >= 0, "a descriptor that was left open", "");
        report(fchdir(descriptor) == 0, "fchdir", "");
    }
    look(".");
}

static void out_of_chroot(void)
{
    if (fork() == 0) {
        int root = open("/", O_RDONLY | O_DIRECTORY);
        mkdir("/tmp/jail", 0700);
        if (chroot("/tmp/jail") == 0 && fchdir(root) == 0) {
            for (int i = 0; i < 200; i++) if (chdir("..")) break;
            if (chroot(".") == 0) look("");
        }
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
    rmdir("/tmp/jail");
}

static void kernel_files(void)
{
    const char *written[] = {
        "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/kernel/hotplug", "/proc/sys/kernel/panic", "/proc/sys/vm/drop_caches", "/proc/sys/vm/panic_on_oom",
        "/proc/sys/kernel/yama/ptrace_scope", "/proc/sys/fs/suid_dumpable", "/proc/sys/kernel/kptr_restrict", "/proc/sys/net/ipv4/ip_forward", "/proc/sys/fs/binfmt_misc/register",
        "/proc/sysrq-trigger", "/proc/irq/default_smp_affinity", "/proc/acpi/wakeup", "/proc/bus/pci/00/00.0", "/proc/mtrr", "/proc/kmem",
        "/sys/kernel/uevent_helper", "/sys/kernel/mm/ksm/run", "/sys/kernel/mm/transparent_hugepage/enabled", "/sys/power/state", "/sys/module/kernel/parameters/panic", "/sys/class/leds",
        "/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/release_agent", "/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/release_agent", "/sys/fs/cgroup/memory/notify_on_release",
        "/sys/fs/cgroup/devices/devices.allow", "/sys/fs/cgroup/pids/pids.max", "/sys/fs/cgroup/pids/cgroup.procs", "/sys/fs/cgroup/unified/cgroup.procs", "/sys/fs/cgroup/rdma/release_agent",
        "/sys/firmware/efi/efivars", "/sys/kernel/debug", "/sys/kernel/security", "/proc/fs/xfs/stat", "/proc/asound/seq", "/proc/scsi/scsi",
    };
    for (unsigned i = 0; i < sizeof written / sizeof *written; i++) opens(written[i], O_WRONLY, "writing to");
    if (getpid() != 1) opens("/proc/1/mem", O_RDWR, "the memory of the first process by");
    opens("/proc/self/exe", O_WRONLY, "writing to");
    opens("/proc/1/exe", O_WRONLY, "writing to");
    opens("/dev/tty", O_RDWR, "a terminal by");
    opens("/dev/kmsg", O_RDWR, "the kernel's log by");
    opens("/dev/mem", O_RDWR, "memory by");
    opens("/dev/fuse", O_RDWR, "a device by");
    opens("/dev/net/tun", O_RDWR, "a device by");
}

static void devices(void)
{
    static const struct { int type, major, minor; } nodes[] = {
        {S_IFCHR, 1, 1}, {S_IFCHR, 1, 2}, {S_IFCHR, 1, 4}, {S_IFCHR, 1, 11}, {S_IFCHR, 4, 0}, {S_IFCHR, 5, 1}, {S_IFCHR, 10, 200}, {S_IFCHR, 10, 229}, {S_IFCHR, 10, 237},
        {S_IFCHR, 10, 232}, {S_IFCHR, 108, 0}, {S_IFBLK, 1, 0}, {S_IFBLK, 7, 0}, {S_IFBLK, 8, 0}, {S_IFBLK, 252, 0}, {S_IFBLK, 253, 0}, {S_IFBLK, 254, 0}, {S_IFBLK, 254, 1}, {S_IFBLK, 259, 0},
    };
    const char *places[] = {"/node", "/dev/node", "/tmp/node", "/dev/shm/node", "/cache/node", "/bound/node"};
    for (unsigned i = 0; i < sizeof nodes / sizeof *nodes; i++) {
        for (unsigned j = 0; j < sizeof places / sizeof *places; j++) {
            if (mknod(places[j], nodes[i].type | 0666, makedev(nodes[i].major, nodes[i].minor)) == 0) {
                opens_device(places[j], O_RDONLY);
                opens_device(places[j], O_RDWR);
                unlink(places[j]);
            }
        }
    }
}

static void calls(void)
{
    report(mount("/", "/mnt", NULL, MS_BIND | MS_REC, NULL) == 0, "mount", "bind");
    report(mount("none", "/mnt", "tmpfs", 0, NULL) == 0, "mount", "tmpfs");
    report(mount("none", "/mnt", "proc", 0, NULL) == 0, "mount", "proc");
    report(mount("none", "/mnt", "cgroup", 0, "rdma") == 0, "mount", "cgroup");
    report(mount(NULL, "/", NULL, MS_REC | MS_SHARED, NULL) == 0, "mount", "shared");
    report(mount(NULL, "/proc/sys", NULL, MS_REMOUNT | MS_BIND, NULL) == 0, "mount", "remount of /proc/sys");
    report(umount2("/proc/sys", MNT_DETACH) == 0, "umount of", "/proc/sys");
    report(umount2("/proc/kcore", MNT_DETACH) == 0, "umount of", "/proc/kcore");
    report(umount2("/proc", MNT_DETACH) == 0, "umount of", "/proc");
    int spaces[] = {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWCGROUP, CLONE_NEWUSER | CLONE_NEWNS};
    for (unsigned i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        pid_t child = fork();
        if (child == 0) _exit(unshare(spaces[i]) == 0);
        int status;
        waitpid(child, &status, 0);
        report(status != 0, "unshare", "");
    }
    report(syscall(SYS_pivot_root, "/", "/tmp") == 0, "pivot_root", "");
    report(syscall(SYS_keyctl, 0, -3, 1) >= 0, "keyctl", "");
    report(syscall(SYS_add_key, "user", "x", "y", 1, -3) >= 0, "add_key", "");
    char ring[256] = {0};
    report(syscall(425, 8, ring) >= 0, "io_uring_setup", "");
    report(syscall(SYS_bpf, 0, ring, sizeof ring) >= 0, "bpf", "");
    uint32_t attributes[32] = {1, sizeof attributes};
    report(syscall(SYS_perf_event_open, attributes, 0, -1, -1, 0) >= 0, "perf_event_open", "");
    report(syscall(SYS_userfaultfd, 0) >= 0, "userfaultfd", "");
    report(syscall(SYS_fanotify_init, 0, 0) >= 0, "fanotify_init", "");
    report(syscall(430, "tmpfs", 0) >= 0, "fsopen", "");
    report(syscall(428, AT_FDCWD, "/", 1) >= 0, "open_tree", "");
    report(syscall(SYS_syslog, 3, ring, sizeof ring) >= 0, "the kernel's log by", "syslog");
    report(syscall(SYS_sethostname, "owned", 5) == 0, "sethostname", "");
    report(syscall(SYS_init_module, ring, 1, "") == 0 || errno == ENOEXEC, "init_module", "");
    report(syscall(SYS_kexec_load, 0, 0, 0, 0) == 0, "kexec_load", "");
    report(syscall(SYS_swapon, "/etc/passwd", 0) == 0, "swapon", "");
    report(syscall(SYS_acct, "/etc/passwd") == 0, "acct", "");
    report(socket(38, SOCK_SEQPACKET, 0) >= 0, "socket", "ALG");
    report(socket(40, SOCK_STREAM, 0) >= 0, "socket", "VSOCK");
    report(ptrace(PTRACE_ATTACH, 2147483, 0, 0) == 0, "ptrace", "");
    report(prctl(PR_SET_MM, 1, 0, 0, 0) == 0, "prctl", "");
    struct { struct file_handle head; unsigned char bytes[128]; } handle = {.head = {.handle_bytes = 128}};
    int mounted, root = open("/", O_RDONLY);
    if (name_to_handle_at(AT_FDCWD, "/", &handle.head, &mounted, 0) == 0)
        report(open_by_handle_at(root, &handle.head, O_RDONLY) >= 0, "open_by_handle_at", "");
    uint64_t root_inode = 2;
    handle.head = (struct file_handle){.handle_bytes = 8, .handle_type = 1};
    memcpy(handle.bytes, &root_inode, 8);
    report(open_by_handle_at(root, &handle.head, O_RDONLY) >= 0, "open_by_handle_at", "inode 2");
}

int main(int count, char **words)
{
    if (count != 2) return 2;
    wanted = words[1];
    const char *ways[] = {"", "/proc/self/root", "/proc/1/root", "/proc/self/cwd/..", "/dev/fd/..", "/cache/..", "/bound/..", "/../../../..", "/sys/../..", "/dev/shm/../../.."};
    for (unsigned i = 0; i < sizeof ways / sizeof *ways; i++) look(ways[i]);
    descriptors();
    processes();
    out_of_chroot();
    kernel_files();
    devices();
    calls();
    printf("%d attempts\n", attempts);
    return 0;
}
