using System.Runtime.InteropServices;

using Sharpbuild.Linux.Interop;

using static Sharpbuild.Linux.Sandbox.SeccompAbi;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>
/// A system call filter that leaves a command no network where it cannot have a name space without one: no sockets but those of the family UNIX, and no other way
/// to sockets (io_uring, socketcall of i386, descriptors of other processes). All else is allowed.
/// </summary>
internal static class SocketFilter
{
    private const uint NoSuchFamily = Fail | Errno.EAFNOSUPPORT;

    private const uint Arm = 0x40000028;

    private const uint IoUringSetup = 425;
    private const uint PidfdGetfd = 438;

    /// <summary>The filter for this machine.</summary>
    public static byte[] Create() => Create(RuntimeInformation.ProcessArchitecture);

    /// <summary>The filter for an architecture; 32-bit programs are programs of it too.</summary>
    public static byte[] Create(Architecture architecture)
    {
        BpfProgram program = new();
        program.Load(ArchitectureOffset);
        if (architecture == Architecture.Arm64)
        {
            Add(program, Arm64, hasX32: false, socket: 198, socketPair: 199, socketCall: null);
            Add(program, Arm, hasX32: false, socket: 281, socketPair: 288, socketCall: 102);
        }
        else
        {
            Add(program, X64, hasX32: true, socket: 41, socketPair: 53, socketCall: null);
            Add(program, I386, hasX32: false, socket: 359, socketPair: 360, socketCall: 102);
        }

        program.Return(NotPermitted);
        return program.ToBytes();
    }

    private static void Add(BpfProgram program, uint architecture, bool hasX32, uint socket, uint socketPair, uint? socketCall)
    {
        int otherArchitecture = program.JumpUnlessEqual(architecture);
        program.Load(NumberOffset);
        if (hasX32)
        {
            program.ReturnIfAtLeast(X32Bit, NoSuchCall);
        }

        program.ReturnIfEqual(IoUringSetup, NotPermitted);
        program.ReturnIfEqual(PidfdGetfd, NotPermitted);
        if (socketCall is { } several)
        {
            program.ReturnIfEqual(several, NoSuchCall);
        }

        int notSocket = program.JumpUnlessEqual(socket);
        AddFamily(program);
        program.Land(notSocket);
        int notPair = program.JumpUnlessEqual(socketPair);
        AddFamily(program);
        program.Land(notPair);
        program.Return(Allow);
        program.Land(otherArchitecture);
    }

    private static void AddFamily(BpfProgram program)
    {
        program.Load(FirstArgumentOffset);
        program.ReturnIfEqual(Libc.AF_UNIX, Allow);
        program.Return(NoSuchFamily);
    }
}
