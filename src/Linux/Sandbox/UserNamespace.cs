using System.Globalization;
using System.Runtime.InteropServices;

using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Launching;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>
/// The user namespace that a caller without privileges runs in: the program starts itself again inside it ("stage 0"), as user 0, and
/// does everything there as root would.
/// </summary>
/// <remarks>
/// With ranges in <c>/etc/subuid</c> and <c>/etc/subgid</c> and the programs newuidmap and newgidmap, files can belong to many users.
/// Without them there is one id, user 0 (the caller): changing an owner to any other fails with <c>EINVAL</c>.
/// </remarks>
public static unsafe class UserNamespace
{
    /// <summary>SIGUSR1, SIGUSR2 and SIGWINCH, for which .NET has no names.</summary>
    private static readonly PosixSignal[] OtherSignals = [(PosixSignal)10, (PosixSignal)12, (PosixSignal)28];

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    /// <summary>Whether this process lacks the rights to build and must call <see cref="ReexecuteInUserNamespace"/> first.</summary>
    public static bool Needed => !new CapabilitySet(ProcessCredentials.EffectiveCapabilities).Contains(Capability.SysAdmin);

    /// <summary>How this process runs: <c>root</c>, <c>rootless with 65537 ids</c> or <c>rootless with one id</c>.</summary>
    public static string Mode => ProcessCredentials.IsInitialUserNamespace
        ? "root"
        : ProcessCredentials.UserCount == 1 ? "rootless with one id" : string.Create(CultureInfo.InvariantCulture, $"rootless with {ProcessCredentials.UserCount} ids");

    /// <summary>Whether files can belong to one user only.</summary>
    public static bool HasOneId => ProcessCredentials.UserCount == 1;

    /// <summary>Runs this program again, as user 0 of a new user and mount namespace, and waits for it. Signals are handed on to it.</summary>
    /// <param name="arguments">The arguments of the program, without its name.</param>
    /// <returns>The exit code of the inner program; 128 + n when signal n ended it.</returns>
    /// <exception cref="LinuxException">The kernel does not allow user namespaces.</exception>
    public static int ReexecuteInUserNamespace(IReadOnlyList<string> arguments)
    {
        using Pipe mapped = Pipe.Create();
        using LaunchedProcess process = Launcher.Start(Compose(arguments, mapped), Libc.CLONE_NEWUSER | Libc.CLONE_NEWNS, null);
        using SignalForwarding forwarding = new(process, [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT, .. OtherSignals]);
        IdMap.Install(process.ProcessId);
        _ = Libc.Write((int)mapped.Writer.DangerousGetHandle(), "m"u8);
        mapped.Dispose();
        try
        {
            process.WaitForExec(StartLimit);
        }
        catch (ChildFailedException failed)
        {
            throw failed.Failure;
        }

        return process.Wait().Code;
    }

    private static ChildProgram Compose(IReadOnlyList<string> arguments, Pipe mapped)
    {
        ChildProgram program = new();
        byte* slash = program.Arena.Copy("/");

        // The parent's end would keep the pipe open in the child: without the parent the read has to end.
        program.Add(SystemCall.Close, "", mapped.Writer);
        program.Add(SystemCall.Read, "id map", mapped.Reader, program.Arena.Take(8), 1);
        program.Add(SystemCall.ExpectEqual, "id map", program.Store(), 1, Errno.EPERM);
        program.Add(SystemCall.Prctl, "PR_SET_PDEATHSIG", Libc.PR_SET_PDEATHSIG, Libc.SIGKILL, 0, 0, 0);
        program.Add(SystemCall.Mount, "/ slave", 0, slash, 0, Libc.MS_REC | Libc.MS_SLAVE, 0);
        program.Add(SystemCall.Sigprocmask, "", 2, program.Arena.Take(8), 0, 8);
        List<string> all = ReadList("/proc/self/cmdline");
        int own = Environment.GetCommandLineArgs().Length - 1;
        all.RemoveRange(all.Count - own, own);
        all.AddRange(arguments);
        byte** environment = program.Arena.CopyAll(ReadList("/proc/self/environ"));
        program.Add(SystemCall.Execve, "/proc/self/exe", program.Arena.Copy("/proc/self/exe"), program.Arena.CopyAll(all), environment);
        return program;
    }

    private static List<string> ReadList(string hostPath)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(hostPath);
        List<string> texts = [];
        while (bytes.IndexOf((byte)0) is var end && end >= 0)
        {
            texts.Add(PathText.Decode(bytes[..end]));
            bytes = bytes[(end + 1)..];
        }

        return texts;
    }
}
