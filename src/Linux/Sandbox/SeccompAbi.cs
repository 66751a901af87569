using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>What system call filters read and answer: <c>struct seccomp_data</c>, the answers and the architectures of seccomp(2).</summary>
internal static class SeccompAbi
{
    public const uint Allow = 0x7FFF0000;

    /// <summary>The call fails with the error number in the lower bits.</summary>
    public const uint Fail = 0x00050000;
    public const uint NotPermitted = Fail | Errno.EPERM;
    public const uint NoSuchCall = Fail | Errno.ENOSYS;

    public const uint NumberOffset = 0;
    public const uint ArchitectureOffset = 4;
    public const uint FirstArgumentOffset = 16;

    public const uint X64 = 0xC000003E;
    public const uint I386 = 0x40000003;
    public const uint Arm64 = 0xC00000B7;

    /// <summary>x86-64 numbers with this bit belong to the x32 interface.</summary>
    public const uint X32Bit = 0x40000000;
}
