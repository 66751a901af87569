/*
 * The child half of a launch: clone3 (or clone), then a list of system calls that the parent has prepared, the last of them execve.
 *
 * Freestanding: no libc, no errno, no thread-local storage, no allocation. The child shares the parent's memory (CLONE_VM) and runs
 * on a stack of its own, so nothing of the .NET runtime may run in it; all it touches is its stack and the structures below.
 * The structures are mirrored in Interop/Libc.Launch.cs.
 */

typedef unsigned long word;

struct operation {
    long number;          /* a system call, or one of the built-in operations below */
    word arguments[6];
    unsigned int slots;   /* bit i: argument i is the index of a slot, whose value is used */
    int store;            /* the slot that takes the result, or -1 */
    int skip;             /* how many operations to pass over after a tolerated error */
    int tolerated[3];     /* errors that do not end the program; -1 tolerates all */
};

/* struct clone_args of clone3(2), as far as clone(2) can do the same. */
struct clone_arguments {
    word flags;
    word process_descriptor;
    word child_tid;
    word parent_tid;
    word exit_signal;
    word stack;
    word stack_size;
};

struct program {
    struct operation *operations;
    word *slots;
    long count;
    long error_pipe;      /* takes {int error, int index} of the operation that failed */
};

enum {
    EXPECT_EQUAL = -1,    /* arguments: value, expected, error otherwise */
    EXPECT_MEMORY = -2,   /* arguments: address, mask, expected, error otherwise; compares 8 bytes under the mask */
    RESET_SIGNALS = -3,   /* every signal back to its default action */
    STORE_MEMORY = -4     /* arguments: address, value; writes 4 bytes */
};

#if defined(__x86_64__)
enum { SYS_write = 1, SYS_rt_sigaction = 13, SYS_rt_sigprocmask = 14, SYS_clone = 56, SYS_exit_group = 231, SYS_clone3 = 435 };

static inline long call(long number, word a, word b, word c, word d, word e, word f)
{
    register word r10 __asm__("r10") = d;
    register word r8 __asm__("r8") = e;
    register word r9 __asm__("r9") = f;
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
    return result;
}

/* The new process starts on the stack that the arguments name, with every register as here; it calls entry(program) and never returns. */
static long clone_process(long number, word a, word b, word c, void (*entry)(struct program *), struct program *program)
{
    register word r10 __asm__("r10") = 0;
    register word r8 __asm__("r8") = 0;
    register void (*function)(struct program *) __asm__("r12") = entry;
    register struct program *argument __asm__("r13") = program;
    long result;
    __asm__ volatile(
        "syscall\n\t"
        "testq %%rax, %%rax\n\t"
        "jnz 1f\n\t"
        "xorl %%ebp, %%ebp\n\t"
        "movq %%r13, %%rdi\n\t"
        "callq *%%r12\n\t"
        "hlt\n"
        "1:"
        : "=a"(result)
        : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(function), "r"(argument)
        : "rcx", "r11", "memory");
    return result;
}
#elif defined(__aarch64__)
enum { SYS_write = 64, SYS_rt_sigaction = 134, SYS_rt_sigprocmask = 135, SYS_clone = 220, SYS_exit_group = 94, SYS_clone3 = 435 };

static inline long call(long number, word a, word b, word c, word d, word e, word f)
{
    register long x8 __asm__("x8") = number;
    register word x0 __asm__("x0") = a;
    register word x1 __asm__("x1") = b;
    register word x2 __asm__("x2") = c;
    register word x3 __asm__("x3") = d;
    register word x4 __asm__("x4") = e;
    register word x5 __asm__("x5") = f;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return (long)x0;
}

static long clone_process(long number, word a, word b, word c, void (*entry)(struct program *), struct program *program)
{
    register word x0 __asm__("x0") = a;
    register word x1 __asm__("x1") = b;
    register word x2 __asm__("x2") = c;
    register word x3 __asm__("x3") = 0;
    register word x4 __asm__("x4") = 0;
    register long x8 __asm__("x8") = number;
    register void (*function)(struct program *) __asm__("x20") = entry;
    register struct program *argument __asm__("x21") = program;
    __asm__ volatile(
        "svc #0\n\t"
        "cbnz x0, 1f\n\t"
        "mov x29, xzr\n\t"
        "mov x30, xzr\n\t"
        "mov x0, x21\n\t"
        "blr x20\n\t"
        "brk #0\n"
        "1:"
        : "+r"(x0)
        : "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x8), "r"(function), "r"(argument)
        : "memory");
    return (long)x0;
}
#else
#error "sharpbuild runs on x86-64 and aarch64"
#endif

static long reset_signals(void)
{
    word action[4] = { 0, 0, 0, 0 };
    for (word signal = 1; signal <= 64; signal++) {
        call(SYS_rt_sigaction, signal, (word)action, 0, 8, 0, 0);
    }
    return 0;
}

static long run(const struct operation *operation, const word *slots)
{
    word a[6];
    for (int i = 0; i < 6; i++) {
        a[i] = (operation->slots >> i) & 1 ? slots[operation->arguments[i]] : operation->arguments[i];
    }
    switch (operation->number) {
    case EXPECT_EQUAL:
        return a[0] == a[1] ? 0 : -(long)a[2];
    case EXPECT_MEMORY:
        return (*(const word *)a[0] & a[1]) == a[2] ? 0 : -(long)a[3];
    case RESET_SIGNALS:
        return reset_signals();
    case STORE_MEMORY:
        *(unsigned int *)a[0] = (unsigned int)a[1];
        return 0;
    default:
        return call(operation->number, a[0], a[1], a[2], a[3], a[4], a[5]);
    }
}

static int tolerates(const struct operation *operation, int error)
{
    for (int i = 0; i < 3; i++) {
        if (operation->tolerated[i] == -1 || operation->tolerated[i] == error) {
            return 1;
        }
    }
    return 0;
}

static void child(struct program *program)
{
    for (long index = 0; index < program->count; index++) {
        const struct operation *operation = &program->operations[index];
        long result = run(operation, program->slots);
        if (result < 0 && result >= -4095) {
            if (tolerates(operation, (int)-result)) {
                index += operation->skip;
                continue;
            }
            int report[2] = { (int)-result, (int)index };
            call(SYS_write, (word)program->error_pipe, (word)report, sizeof report, 0, 0, 0);
            break;
        }
        if (operation->store >= 0) {
            program->slots[operation->store] = (word)result;
        }
    }
    for (;;) {
        call(SYS_exit_group, 127, 0, 0, 0, 0, 0);
    }
}

/* Filters of containers answer clone3 with ENOSYS, as they cannot look into its structure; clone without namespaces is allowed there.
 * It knows no control group: nobody asks for one then. */
static long start(const struct clone_arguments *clone_args, word clone_args_size, struct program *program)
{
    enum { ENOSYS = 38 };
    long result = clone_process(SYS_clone3, (word)clone_args, clone_args_size, 0, child, program);
    if (result != -ENOSYS) {
        return result;
    }
    return clone_process(SYS_clone, (unsigned int)clone_args->flags | clone_args->exit_signal,
        clone_args->stack + clone_args->stack_size, clone_args->process_descriptor, child, program);
}

/* Starts a child that runs the program. Returns its process id or a negative error number. All signals are blocked meanwhile. */
__attribute__((visibility("default")))
long sharpbuild_launch(void *clone_args, word clone_args_size, struct program *program)
{
    word all = ~0ul;
    word before = 0;
    call(SYS_rt_sigprocmask, 2, (word)&all, (word)&before, 8, 0, 0);
    long result = start(clone_args, clone_args_size, program);
    call(SYS_rt_sigprocmask, 2, (word)&before, 0, 8, 0, 0);
    return result;
}
