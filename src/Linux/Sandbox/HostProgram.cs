using System.Text;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Launching;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>A program of this machine that sets up networks.</summary>
/// <param name="Path">Its host path.</param>
internal sealed unsafe record HostProgram(string Path)
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);

    private static readonly string[] Directories = ["/usr/bin", "/usr/local/bin", "/bin", "/usr/sbin", "/usr/local/sbin", "/sbin"];

    /// <summary>The program of a name, or null where it is not installed.</summary>
    public static HostProgram? Find(string name)
    {
        foreach (string directory in Directories)
        {
            if (File.Exists($"{directory}/{name}"))
            {
                return new HostProgram($"{directory}/{name}");
            }
        }

        return null;
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">Its arguments, without the name.</param>
    /// <param name="input">What it reads; a few lines.</param>
    /// <param name="network">The network in which it runs; null for the machine's.</param>
    /// <returns>What it wrote, or null where it failed.</returns>
    public string? TryRun(string[] arguments, string input, SafeFileHandle? network = null)
    {
        using Pipe words = Pipe.Create();
        using Pipe output = Pipe.Create();
        using LaunchedProcess process = Launcher.Start(Compose(arguments, words.Reader, output.Writer, network), 0, null);
        try
        {
            process.WaitForExec(StartLimit);
        }
        catch (ChildFailedException)
        {
            return null;
        }

        words.Reader.Dispose();
        output.Writer.Dispose();
        _ = Libc.Write((int)words.Writer.DangerousGetHandle(), Encoding.UTF8.GetBytes(input));
        words.Writer.Dispose();
        string text = ReadAll(output.Reader);
        return process.Wait().Code == 0 ? text : null;
    }

    private ChildProgram Compose(string[] arguments, SafeFileHandle input, SafeFileHandle output, SafeFileHandle? network)
    {
        ChildProgram program = new();
        program.Add(SystemCall.ResetSignals, "");
        if (network is not null)
        {
            program.Add(SystemCall.Setns, "network", network, Libc.CLONE_NEWNET);
        }

        program.Add(SystemCall.Openat, "/dev/null", Libc.AT_FDCWD, program.Arena.Copy("/dev/null"), Libc.O_RDWR);
        Slot nothing = program.Store();
        program.Add(SystemCall.Dup3, "stdin", input, 0, 0);
        program.Add(SystemCall.Dup3, "stdout", output, 1, 0);
        program.Add(SystemCall.Dup3, "stderr", nothing, 2, 0).Tolerate(0, Errno.EINVAL);
        program.Add(SystemCall.CloseRange, "", 3, uint.MaxValue, ProcessSetup.CloseRangeCloexec);
        program.Add(SystemCall.Sigprocmask, "", 2, program.Arena.Take(8), 0, 8);
        program.Add(SystemCall.Execve, Path, program.Arena.Copy(Path), program.Arena.CopyAll([Path, .. arguments]), program.Arena.CopyAll(["LC_ALL=C"]));
        return program;
    }

    private static string ReadAll(SafeFileHandle reader)
    {
        StringBuilder text = new();
        Span<byte> buffer = stackalloc byte[4096];
        int count;
        while ((count = Libc.Read((int)reader.DangerousGetHandle(), buffer)) > 0)
        {
            text.Append(Encoding.UTF8.GetString(buffer[..count]));
        }

        return text.ToString();
    }
}
