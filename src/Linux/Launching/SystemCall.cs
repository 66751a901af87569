using System.Runtime.InteropServices;

namespace Sharpbuild.Linux.Launching;

/// <summary>A system call that a child makes.</summary>
/// <param name="Name">Its name as in the man page.</param>
/// <param name="X64">Its number on x86-64.</param>
/// <param name="Arm64">Its number on aarch64.</param>
internal readonly record struct SystemCall(string Name, int X64, int Arm64)
{
    public static SystemCall Write => new("write", 1, 64);

    public static SystemCall Read => new("read", 0, 63);

    public static SystemCall Close => new("close", 3, 57);

    public static SystemCall Ppoll => new("ppoll", 271, 73);

    public static SystemCall Sigprocmask => new("rt_sigprocmask", 14, 135);

    public static SystemCall Ioctl => new("ioctl", 16, 29);

    public static SystemCall Dup3 => new("dup3", 292, 24);

    public static SystemCall Getpid => new("getpid", 39, 172);

    public static SystemCall Socket => new("socket", 41, 198);

    public static SystemCall Sendmsg => new("sendmsg", 46, 211);

    public static SystemCall Execve => new("execve", 59, 221);

    public static SystemCall Getcwd => new("getcwd", 79, 17);

    public static SystemCall Chdir => new("chdir", 80, 49);

    public static SystemCall Fchdir => new("fchdir", 81, 50);

    public static SystemCall Umask => new("umask", 95, 166);

    public static SystemCall Setsid => new("setsid", 112, 157);

    public static SystemCall Setgroups => new("setgroups", 116, 159);

    public static SystemCall Setresuid => new("setresuid", 117, 147);

    public static SystemCall Setresgid => new("setresgid", 119, 149);

    public static SystemCall Capset => new("capset", 126, 91);

    public static SystemCall Fstatfs => new("fstatfs", 138, 44);

    public static SystemCall PivotRoot => new("pivot_root", 155, 41);

    public static SystemCall Prctl => new("prctl", 157, 167);

    public static SystemCall Chroot => new("chroot", 161, 51);

    public static SystemCall Mount => new("mount", 165, 40);

    public static SystemCall Umount => new("umount2", 166, 39);

    public static SystemCall Sethostname => new("sethostname", 170, 161);

    public static SystemCall Setdomainname => new("setdomainname", 171, 162);

    public static SystemCall Keyctl => new("keyctl", 250, 219);

    public static SystemCall Openat => new("openat", 257, 56);

    public static SystemCall Unshare => new("unshare", 272, 97);

    public static SystemCall Prlimit => new("prlimit64", 302, 261);

    public static SystemCall Setns => new("setns", 308, 268);

    public static SystemCall Seccomp => new("seccomp", 317, 277);

    public static SystemCall OpenTree => new("open_tree", 428, 428);

    public static SystemCall MoveMount => new("move_mount", 429, 429);

    public static SystemCall Fsopen => new("fsopen", 430, 430);

    public static SystemCall Fsconfig => new("fsconfig", 431, 431);

    public static SystemCall Fsmount => new("fsmount", 432, 432);

    public static SystemCall CloseRange => new("close_range", 436, 436);

    public static SystemCall Openat2 => new("openat2", 437, 437);

    public static SystemCall MountSetattr => new("mount_setattr", 442, 442);

    /// <summary>Built into launch.c: compares two values.</summary>
    public static SystemCall ExpectEqual => new("check", -1, -1);

    /// <summary>Built into launch.c: compares 8 bytes of memory under a mask.</summary>
    public static SystemCall ExpectMemory => new("check", -2, -2);

    /// <summary>Built into launch.c: gives every signal its default action.</summary>
    public static SystemCall ResetSignals => new("rt_sigaction", -3, -3);

    /// <summary>Built into launch.c: writes 4 bytes to memory.</summary>
    public static SystemCall StoreMemory => new("store", -4, -4);

    /// <summary>Its number on this machine.</summary>
    public int Number => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? Arm64 : X64;
}
