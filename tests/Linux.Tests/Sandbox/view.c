/* Runs inside a sandbox and prints what it sees and may do there, one fact on a line: the tests compare whole sections. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

static const char *answer(long result)
{
    static const struct { int number; const char *name; } names[] = {
        { EPERM, "EPERM" }, { ENOENT, "ENOENT" }, { ESRCH, "ESRCH" }, { ENXIO, "ENXIO" }, { EACCES, "EACCES" }, { EINVAL, "EINVAL" },
        { EROFS, "EROFS" }, { ENOSYS, "ENOSYS" }, { ETXTBSY, "ETXTBSY" }, { ENOTTY, "ENOTTY" }, { EBUSY, "EBUSY" }, { ELOOP, "ELOOP" },
    };
    if (result >= 0) {
        return "ok";
    }
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i].number == errno) {
            return names[i].name;
        }
    }
    static char other[32];
    snprintf(other, sizeof other, "errno %d", errno);
    return other;
}

static void tell(const char *what, long result)
{
    printf("%s %s\n", what, answer(result));
}

static void status_line(const char *key)
{
    char line[512];
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file)) {
        if (strncmp(line, key, strlen(key)) == 0 && line[strlen(key)] == ':') {
            fputs(line, stdout);
        }
    }
    fclose(file);
}

/* Identity, rights, session, limits. */
static void process(void)
{
    static const char *keys[] = { "Uid", "Gid", "Groups", "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp" };
    for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++) {
        status_line(keys[i]);
    }
    printf("pid %d parent %d group %d session %d\n", getpid(), getppid(), getpgrp(), getsid(0));
    printf("umask %03o\n", umask(022));
    struct rlimit core, files;
    getrlimit(RLIMIT_CORE, &core);
    getrlimit(RLIMIT_NOFILE, &files);
    printf("core %ld files %d\n", (long)core.rlim_cur, files.rlim_cur >= 1024 && files.rlim_cur <= 1048576);
    char host[64], domain[64], directory[256];
    gethostname(host, sizeof host);
    getdomainname(domain, sizeof domain);
    printf("host %s domain %s directory %s\n", host, domain, getcwd(directory, sizeof directory));
    tell("terminal", open("/dev/tty", O_RDWR));
    tell("write own executable", open("/proc/self/exe", O_WRONLY));
    printf("dumpable %d\n", prctl(PR_GET_DUMPABLE));
    char score[16] = "";
    int file = open("/proc/self/oom_score_adj", O_RDONLY);
    score[read(file, score, 15)] = 0;
    close(file);
    printf("oom_score_adj %s", score);
    for (int descriptor = 0; descriptor < 4096; descriptor++) {
        struct stat status;
        if (fstat(descriptor, &status) == 0 && descriptor < 3) {
            printf("descriptor %d %s\n", descriptor, S_ISFIFO(status.st_mode) ? "pipe" : S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 3) ? "null" : "other");
        } else if (fcntl(descriptor, F_GETFD) >= 0 && descriptor >= 4) {
            printf("descriptor %d open\n", descriptor);
        }
    }
    tell("open stdout anew", open("/dev/stdout", O_WRONLY));
    tell("open stderr anew", open("/proc/self/fd/2", O_WRONLY));
    DIR *proc = opendir("/proc");
    for (struct dirent *entry; (entry = readdir(proc)) != NULL;) {
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9') {
            printf("process %s\n", entry->d_name);
        }
    }
    char line[256];
    FILE *groups = fopen("/proc/self/cgroup", "r");
    while (groups && fgets(line, sizeof line, groups)) {
        char *path = strrchr(line, ':');
        if (path == NULL || strcmp(path, ":/\n") != 0) {
            printf("control group %s", line);
        }
    }
}

/* The nodes of /dev, one by one. */
static void devices(void)
{
    struct dirent **entries;
    int count = scandir("/dev", &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char path[300], target[300] = "";
        struct stat status;
        snprintf(path, sizeof path, "/dev/%s", entries[i]->d_name);
        if (entries[i]->d_name[0] == '.' || lstat(path, &status) < 0) {
            continue;
        }
        if (S_ISLNK(status.st_mode)) {
            target[readlink(path, target, sizeof target - 1)] = 0;
            printf("%s -> %s\n", path, target);
        } else if (S_ISCHR(status.st_mode)) {
            int file = open(path, O_RDWR | O_NONBLOCK);
            printf("%s %d:%d %o %s\n", path, major(status.st_rdev), minor(status.st_rdev), status.st_mode & 07777, strcmp(path, "/dev/tty") ? answer(file) : "-");
        } else {
            printf("%s/ %o\n", path, status.st_mode & 07777);
        }
    }
    tell("terminal pair", open("/dev/ptmx", O_RDWR | O_NOCTTY));
    tell("shared memory", open("/dev/shm/x", O_RDWR | O_CREAT, 0600));
    tell("make device", mknod("/made", S_IFCHR | 0666, makedev(1, 3)));
    tell("make block device", mknod("/made-block", S_IFBLK | 0666, makedev(7, 0)));
    tell("make whiteout", mknod("/made-whiteout", S_IFCHR, 0));
    tell("make fifo", mknod("/made-fifo", S_IFIFO | 0600, 0));
}

static int entries_of(const char *path)
{
    int count = 0;
    DIR *directory = opendir(path);
    for (struct dirent *entry; directory && (entry = readdir(directory)) != NULL;) {
        count += entry->d_name[0] != '.';
    }
    if (directory) {
        closedir(directory);
    }
    return count;
}

/* Every masked and read-only path that this kernel has. */
static void kernel_paths(void)
{
    static const char *hidden[] = {
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi",
        "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware", "/sys/fs/selinux",
        "/sys/devices/system/cpu/cpu0/thermal_throttle", "/sys/devices/system/cpu/cpu1/thermal_throttle",
    };
    static const char *fixed[] = {
        "/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sys/vm/drop_caches", "/proc/sys/fs/file-max",
        "/proc/irq/default_smp_affinity", "/proc/bus/input/devices", "/sys/kernel/uevent_helper", "/sys/kernel/mm/ksm/run", "/sys/power/state",
        "/sys/kernel/uevent_seqnum",
    };
    char buffer[64];
    struct stat status;
    for (unsigned i = 0; i < sizeof hidden / sizeof *hidden; i++) {
        if (stat(hidden[i], &status) < 0) {
            continue;
        }
        int file = open(hidden[i], O_RDONLY);
        int seen = S_ISDIR(status.st_mode) ? entries_of(hidden[i]) : (int)read(file, buffer, sizeof buffer);
        close(file);
        if (seen > 0) {
            printf("%s shows something\n", hidden[i]);
        }
        snprintf(buffer, sizeof buffer, "%s/x", hidden[i]);
        if (S_ISDIR(status.st_mode) && mkdir(buffer, 0700) == 0) {
            printf("%s can be written\n", hidden[i]);
        }
    }
    for (unsigned i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        if (open(fixed[i], O_WRONLY) >= 0) {
            printf("%s can be written\n", fixed[i]);
        }
    }
    DIR *groups = opendir("/sys/fs/cgroup");
    if (groups && mkdir("/sys/fs/cgroup/probe", 0700) == 0) {
        printf("/sys/fs/cgroup can be written\n");
    }
    tell("memory of the machine", open("/dev/mem", O_RDONLY));
    tell("kernel log", open("/proc/kmsg", O_RDONLY));
    tell("mount propagation", mount(NULL, "/", NULL, MS_REC | MS_SHARED, NULL));
    tell("take a mask away", umount2("/proc/keys", MNT_DETACH));
}

/* What the capabilities that are left are good for. */
static void rights(void)
{
    int file = open("/own", O_CREAT | O_RDWR, 0600);
    tell("chown", fchown(file, 33, 44));
    tell("other's file", open("/own", O_RDWR));
    tell("setgid mode", fchmod(file, 06755));
    tell("chroot", chroot("/"));
    tell("raw socket", socket(AF_INET, SOCK_RAW, 1));
    struct sockaddr_in low = { .sin_family = AF_INET, .sin_port = htons(80), .sin_addr = { htonl(INADDR_LOOPBACK) } };
    tell("port 80", bind(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&low, sizeof low));
    for (int family = 1; family < 46; family++) {
        if (socket(family, SOCK_STREAM, 0) < 0 && errno == EPERM) {
            printf("socket family %d EPERM\n", family);
        }
    }
    static const unsigned long domains[] = { 0, 8, 0x20000, 0x20008, 0xffffffff, 1, 0x40000, 0x400000, 0x8000000, 0x20001 };
    for (unsigned i = 0; i < sizeof domains / sizeof *domains; i++) {
        printf("personality %lx %s\n", domains[i], answer(syscall(SYS_personality, domains[i])));
    }
    syscall(SYS_personality, 0);
    static const unsigned long spaces[] = { CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET };
    for (unsigned i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        long child = syscall(SYS_clone, spaces[i] | SIGCHLD, 0, 0, 0, 0);
        if (child == 0) {
            _exit(0);
        }
        if (child > 0 || errno != EPERM || unshare(spaces[i]) == 0 || errno != EPERM) {
            printf("name space %lx\n", spaces[i]);
        }
    }
    pid_t plain = fork();
    if (plain == 0) {
        _exit(0);
    }
    tell("fork", waitpid(plain, NULL, 0));
    tell("trace", ptrace(PTRACE_PEEKDATA, 99999, 0, 0));
    char from = 'a', to = 0;
    struct iovec local = { &to, 1 }, remote = { &from, 1 };
    tell("own memory", process_vm_readv(getpid(), &local, 1, &remote, 1, 0));
    tell("raise priority", setpriority(PRIO_PROCESS, 0, -5));
    struct rlimit more;
    getrlimit(RLIMIT_NOFILE, &more);
    more.rlim_max++;
    tell("raise hard limit", setrlimit(RLIMIT_NOFILE, &more));
    tell("trusted attribute", setxattr("/own", "trusted.overlay.opaque", "y", 1, 0));
    tell("new host name", sethostname("x", 1));
    static const unsigned char capability[20] = { 1, 0, 0, 2, 0, 0x20, 0, 0 };
    tell("file capability", setxattr("/own", "security.capability", capability, sizeof capability, 0));
}

int main(int count, char **arguments)
{
    for (int i = 1; i < count; i++) {
        switch (arguments[i][0]) {
        case 'p': process(); break;
        case 'd': devices(); break;
        case 'k': kernel_paths(); break;
        case 'r': rights(); break;
        case 'e': printf("%d %d\n", getuid(), geteuid()); status_line("CapEff"); break;
        }
    }
    return 0;
}
