using System.Collections.Immutable;
using System.Text;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Mounts;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Linux.Tests.Sandbox;

/// <summary>A small root file system with busybox, as overlay lower and upper directories in a directory of its own.</summary>
internal sealed class TestRoot : IDisposable
{
    private const string BusyBox = "/bin/busybox";

    private readonly StepOwners _owners;
    private readonly string _directory = Directory.CreateTempSubdirectory("sharpbuild-test-").FullName;
    private DirectoryHandle? _mount;
    private DirectoryHandle? _upper;

    public TestRoot(bool withMountPoints = true, UserNamespaceMode users = UserNamespaceMode.Host)
    {
        _owners = new StepOwners(users, [_directory]);
        Skip.IfNot(File.Exists(BusyBox), "busybox-static is not installed");
        Skip.IfNot(Environment.IsPrivilegedProcess, "needs root");
        foreach (string name in (string[])["lower/bin", "lower/etc", "lower/tmp", "upper", "work"])
        {
            Directory.CreateDirectory(Path.Combine(_directory, name));
        }

        File.Copy(BusyBox, Path.Combine(Lower, "bin/busybox"));
        foreach (string applet in (string[])["sh", "cat", "id", "ls", "true", "stat", "mount", "touch", "rm", "mkdir", "sleep", "hostname", "pwd", "env", "readlink", "dd", "grep", "find", "sed", "mknod", "chown", "ps", "kill", "ip", "wget", "ulimit", "nslookup", "chmod", "ln", "test", "unshare", "chroot", "nc"])
        {
            File.CreateSymbolicLink(Path.Combine(Lower, "bin", applet), "busybox");
        }

        if (withMountPoints)
        {
            foreach (string name in (string[])["proc", "dev", "sys"])
            {
                Directory.CreateDirectory(Path.Combine(Lower, name));
            }

            foreach (string name in (string[])["etc/resolv.conf", "etc/hosts", "etc/hostname"])
            {
                File.WriteAllText(Path.Combine(Lower, name), "");
            }
        }
    }

    public string Lower => Path.Combine(_directory, "lower");

    public string Upper => Path.Combine(_directory, "upper");

    public string Scratch => Directory.CreateDirectory(Path.Combine(_directory, "scratch")).FullName;

    public DirectoryHandle Mount => _mount ??= OverlayMount.Create([Lower], Upper, Path.Combine(_directory, "work"), _owners.Map);

    /// <summary>All paths in the upper directory, sorted.</summary>
    public IReadOnlyList<string> Changes => [.. Directory.EnumerateFileSystemEntries(Upper, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Upper, path))
        .Order(StringComparer.Ordinal)];

    public SandboxSpec Spec(params string[] arguments) => new()
    {
        Root = Mount,
        Owners = _owners.Map,
        Upper = _upper ??= DirectoryHandle.OpenHost(Upper),
        Arguments = [.. arguments],
        Environment = ["PATH=/bin"],
        Network = NetworkMode.None,
    };

    public SandboxSpec Shell(string script) => Spec("sh", "-c", script);

    public static (SandboxResult Result, string Output, string Error) Run(SandboxSpec spec, CancellationToken cancellationToken = default)
    {
        StringBuilder output = new();
        StringBuilder error = new();
        using NamespaceSandbox sandbox = new();
        SandboxSpec withOutput = spec with { Output = spec.Output ?? ((stream, bytes) => (stream == 1 ? output : error).Append(Encoding.UTF8.GetString(bytes.Span))) };
        return (sandbox.Run(withOutput, cancellationToken), output.ToString(), error.ToString());
    }

    /// <summary>What a script prints.</summary>
    public string Output(string script, Func<SandboxSpec, SandboxSpec>? change = null)
    {
        SandboxSpec spec = Shell(script);
        (SandboxResult result, string output, string error) = Run(change is null ? spec : change(spec));
        error.Should().BeEmpty();
        result.ExitCode.Should().Be(0);
        return output;
    }

    public void Dispose()
    {
        _mount?.Dispose();
        _upper?.Dispose();
        _owners.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
