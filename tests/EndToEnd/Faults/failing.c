// Preloaded into the builder: lets one call fail with an error number of choice, or all calls come late.
//   FAIL_CALL   the name of the C function, or of the system call behind syscall(2)
//   FAIL_AT     which of these calls fails, from 1
//   FAIL_TIMES  how many fail from there on
//   FAIL_ERRNO  the error number
//   FAIL_TRACE  a file that is made when a call has failed, so that the test knows that the fault took place
//   FAIL_FLUSHES a file that gets a line for each fsync(2) and sync_file_range(2): the call and the path
//   FAIL_DELAY  every fourth call, by chance, waits up to so many microseconds first
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static long (*real_open)(const char *, long, long);
static long count;

int getpid(void);

static void delay(void)
{
    static __thread unsigned seed;
    const char *most = getenv("FAIL_DELAY");
    if (!most) return;
    struct timespec now;
    if (!seed && clock_gettime(CLOCK_MONOTONIC, &now) == 0) seed = now.tv_nsec ^ getpid();
    if (rand_r(&seed) % 4 != 0) return;
    struct timespec wait = { 0, rand_r(&seed) % atol(most) * 1000 };
    nanosleep(&wait, 0);
}

static int fails(const char *name)
{
    delay();
    const char *wanted = getenv("FAIL_CALL");
    if (!wanted || strcmp(wanted, name) != 0) return 0;
    long at = atol(getenv("FAIL_AT")), number = __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST);
    if (number < at || number >= at + atol(getenv("FAIL_TIMES"))) return 0;
    if (!real_open) real_open = dlsym(RTLD_NEXT, "open64");
    const char *trace = getenv("FAIL_TRACE");
    if (trace) real_open(trace, 0102, 0600);
    errno = atoi(getenv("FAIL_ERRNO"));
    return 1;
}

// All of these take whole numbers and pointers only, so that one form passes every argument on.
#define WRAP(function, name) \
    long function(long a, long b, long c, long d, long e, long f) \
    { \
        static long (*real)(long, long, long, long, long, long); \
        if (!real) real = dlsym(RTLD_NEXT, #function); \
        return fails(name) ? -1 : real(a, b, c, d, e, f); \
    }

WRAP(open64, "open") WRAP(openat, "openat") WRAP(read, "read") WRAP(write, "write") WRAP(pread64, "pread") WRAP(pwrite64, "pwrite")
WRAP(pwritev64, "pwritev") WRAP(lseek64, "lseek") WRAP(ftruncate64, "ftruncate") WRAP(fallocate64, "fallocate") 
WRAP(syncfs, "syncfs") WRAP(rename, "rename") WRAP(renameat2, "renameat2") WRAP(link, "link") WRAP(linkat, "linkat") WRAP(unlink, "unlink")
WRAP(unlinkat, "unlinkat") WRAP(mkdir, "mkdir") WRAP(mkdirat, "mkdirat") WRAP(rmdir, "rmdir") WRAP(symlinkat, "symlinkat") WRAP(mknodat, "mknodat")
WRAP(fchmod, "fchmod") WRAP(fchmodat, "fchmodat") WRAP(fchown, "fchown") WRAP(fchownat, "fchownat") WRAP(futimens, "futimens")
WRAP(utimensat, "utimensat") WRAP(fsetxattr, "fsetxattr") WRAP(fgetxattr, "fgetxattr") WRAP(statx, "statx") WRAP(fstatfs, "fstatfs")
WRAP(flock, "flock") WRAP(readlinkat, "readlinkat") WRAP(sendfile64, "sendfile") WRAP(pipe2, "pipe2") WRAP(chmod, "chmod")

int snprintf(char *, size_t, const char *, ...), dprintf(int, const char *, ...), close(int);
long readlink(const char *, char *, size_t);

static void note(const char *call, long file)
{
    const char *log = getenv("FAIL_FLUSHES");
    if (!log) return;
    if (!real_open) real_open = dlsym(RTLD_NEXT, "open64");
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%ld", file);
    long length = readlink(link, path, sizeof path);
    int out = real_open(log, 02101, 0600);
    dprintf(out, "%s %.*s\n", call, length < 0 ? 0 : (int)length, path);
    close(out);
}

#define WRAP_FLUSH(function, name) \
    long function(long file, long b, long c, long d) \
    { \
        static long (*real)(long, long, long, long); \
        if (!real) real = dlsym(RTLD_NEXT, #function); \
        note(name, file); \
        return fails(name) ? -1 : real(file, b, c, d); \
    }

WRAP_FLUSH(fsync, "fsync") WRAP_FLUSH(sync_file_range, "sync_file_range")

long syscall(long number, long a, long b, long c, long d, long e, long f)
{
    static long (*real)(long, long, long, long, long, long, long);
    if (!real) real = dlsym(RTLD_NEXT, "syscall");
    const char *name = number == 437 ? "openat2" : number == 217 ? "getdents64" : number == 428 ? "open_tree" : number == 429 ? "move_mount"
        : number == 430 ? "fsopen" : number == 431 ? "fsconfig" : number == 432 ? "fsmount" : number == 442 ? "mount_setattr"
        : number == 434 ? "pidfd_open" : number == 326 ? "copy_file_range" : "other";
    return fails(name) ? -1 : real(number, a, b, c, d, e, f);
}
