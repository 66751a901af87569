/* Runs inside a sandbox and prints what the kernel answers to calls that the filter refuses. Arguments are invalid on purpose.
   "probe i386" exits with 0 where the kernel has an i386 entry, else with 1. */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct { const char *name; long number; } refused[] = {
    { "add_key", SYS_add_key }, { "keyctl", SYS_keyctl }, { "request_key", SYS_request_key }, { "io_uring_setup", 425 },
    { "io_uring_enter", 426 }, { "io_uring_register", 427 }, { "userfaultfd", SYS_userfaultfd }, { "kexec_load", SYS_kexec_load },
    { "kexec_file_load", SYS_kexec_file_load }, { "init_module", SYS_init_module }, { "finit_module", SYS_finit_module },
    { "delete_module", SYS_delete_module }, { "iopl", SYS_iopl }, { "ioperm", SYS_ioperm }, { "swapon", SYS_swapon },
    { "swapoff", SYS_swapoff }, { "reboot", SYS_reboot }, { "acct", SYS_acct }, { "settimeofday", SYS_settimeofday },
    { "clock_settime", SYS_clock_settime }, { "pivot_root", SYS_pivot_root }, { "nfsservctl", SYS_nfsservctl },
    { "uselib", SYS_uselib }, { "ustat", SYS_ustat }, { "sysfs", SYS_sysfs }, { "_sysctl", 156 }, { "vhangup", SYS_vhangup },
    { "migrate_pages", SYS_migrate_pages }, { "move_pages", SYS_move_pages }, { "bpf", SYS_bpf }, { "fanotify_init", SYS_fanotify_init },
    { "fsconfig", 431 }, { "fsmount", 432 }, { "fsopen", 430 }, { "fspick", 433 }, { "mount", SYS_mount }, { "mount_setattr", 442 },
    { "move_mount", 429 }, { "open_tree", 428 }, { "umount2", SYS_umount2 }, { "unshare", SYS_unshare }, { "setns", SYS_setns },
    { "quotactl", SYS_quotactl }, { "perf_event_open", SYS_perf_event_open }, { "sethostname", SYS_sethostname },
    { "setdomainname", SYS_setdomainname }, { "syslog", SYS_syslog }, { "lookup_dcookie", SYS_lookup_dcookie },
    { "get_mempolicy", SYS_get_mempolicy }, { "mbind", SYS_mbind }, { "set_mempolicy", SYS_set_mempolicy }, { "kcmp", SYS_kcmp },
    { "pidfd_getfd", 438 }, { "process_madvise", 440 }, { "open_by_handle_at", SYS_open_by_handle_at },
};

static const char *name_of(long result)
{
    switch (result < 0 ? errno : 0) {
    case 0: return "ok";
    case EPERM: return "EPERM";
    case ENOSYS: return "ENOSYS";
    case EINVAL: return "EINVAL";
    case EFAULT: return "EFAULT";
    case ENOEXEC: return "no-entry";
    default: return "other";
    }
}

static sigjmp_buf no_entry;

static void on_fault(int signal)
{
    siglongjmp(no_entry, signal);
}

/* A system call by the 32-bit gate, from a 64-bit program; ENOEXEC where the kernel has no such gate. */
static long i386(long number, long a)
{
    long result;
    if (sigsetjmp(no_entry, 1) != 0) {
        errno = ENOEXEC;
        return -1;
    }
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(0), "d"(0) : "memory", "r8", "r9", "r10", "r11");
    if (result < 0) {
        errno = (int)-result;
        return -1;
    }
    return result;
}

int main(int count, char **arguments)
{
    signal(SIGSEGV, on_fault);
    if (count > 1) {
        return i386(20, 0) < 0;
    }
    for (int descriptor = 0; descriptor < 4096; descriptor++) {
        if (dup2(descriptor, descriptor) == descriptor) {
            printf("descriptor %d\n", descriptor);
        }
    }
    for (unsigned i = 0; i < sizeof refused / sizeof *refused; i++) {
        printf("%s %s\n", refused[i].name, name_of(syscall(refused[i].number, -1L, -1L, -1L, -1L, -1L, -1L)));
    }
    printf("clone_newuser %s\n", name_of(syscall(SYS_clone, 0x10000000L | 17, 0, 0, 0, 0)));
    printf("clone3 %s\n", name_of(syscall(435, 0, 0)));
    printf("socket_alg %s\n", name_of(syscall(SYS_socket, 38, 5, 0)));
    printf("socket_vsock %s\n", name_of(syscall(SYS_socket, 40, 1, 0)));
    printf("socket_unix %s\n", name_of(syscall(SYS_socket, 1, 1, 0)));
    printf("personality_read_implies_exec %s\n", name_of(syscall(SYS_personality, 0x400000)));
    printf("personality_query %s\n", name_of(syscall(SYS_personality, 0xffffffff)));
    printf("number_1000 %s\n", name_of(syscall(1000)));
    printf("x32_getpid %s\n", name_of(syscall(0x40000000 | SYS_getpid)));
    printf("x32_unshare %s\n", name_of(syscall(0x40000000 | SYS_unshare, 0x10000000)));
    printf("x32_546 %s\n", name_of(syscall(0x40000000 | 546)));
    printf("i386_getpid %s\n", name_of(i386(20, 0)));
    printf("i386_unshare %s\n", name_of(i386(310, 0x10000000)));
    printf("i386_mount %s\n", name_of(i386(21, 0)));
    printf("i386_socketcall %s\n", name_of(i386(102, 1)));
    printf("i386_socket_alg %s\n", name_of(i386(359, 38)));
    printf("i386_clone3 %s\n", name_of(i386(435, 0)));
    printf("i386_keyctl %s\n", name_of(i386(288, 0)));
    printf("i386_1000 %s\n", name_of(i386(1000, 0)));
    return 0;
}
