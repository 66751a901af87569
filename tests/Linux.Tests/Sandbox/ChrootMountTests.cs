using System.Text;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Linux.Tests.Sandbox;

/// <summary>Mounts of commands that run by chroot(2): everything lies in the tree itself, so what was there must come back.</summary>
public sealed class ChrootMountTests
{
    [SkippableFact]
    public void What_was_in_the_places_of_mounts_lies_there_again_with_its_times()
    {
        using ChrootRoot root = new();
        root.Write("tree/etc/token", "of the image");
        root.Write("tree/cache/inner", "of the image");
        root.Write("lent/kept", "lent");
        using DirectoryHandle lent = root.Open("lent");
        string before = root.List();

        string output = root.Run(
            "cat /etc/token /cache/kept && ls /cache /new/place /memory && echo more > /cache/added && rm /cache/kept && touch /memory/x",
            new SecretFileMount("/etc/token", "s3cret\n"u8.ToArray()), new BindMount("/cache", lent.Handle, ReadOnly: false), new BindMount("/new/place", root.Own("other").Handle, ReadOnly: true), new TmpfsMount("/memory"));

        output.Should().Be("s3cret\nlent/cache:\nkept\n\n/memory:\n\n/new/place:\n");
        root.List().Should().Be(before);
        root.Read("tree/cache/inner").Should().Be("of the image");
        root.Names("lent").Should().Equal("added");
    }

    [SkippableFact]
    public void Mounts_lie_inside_each_other_and_files_over_files()
    {
        using ChrootRoot root = new();
        root.Write("tree/app.json", "of the image");
        root.Write("source/app/main", "main");
        root.Write("cache/package", "package");
        root.Write("file", "bound");
        using DirectoryHandle source = root.Open("source");
        using DirectoryHandle cache = root.Open("cache");
        using DirectoryHandle place = root.Open("");
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = place.OpenPath("file");
        string before = root.List();

        string output = root.Run(
            "cat /app.json /src/app/main /src/app/modules/package && touch /src/app/modules/new /src/app/object && stat -c ' %s' /src/app/main",
            new BindMount("/app.json", file, ReadOnly: true), new BindMount("/src", source.Handle, ReadOnly: true), new BindMount("/src/app/modules", cache.Handle, ReadOnly: false));

        output.Should().Be("boundmainpackage 4\n");
        root.List().Should().Be(before);
        root.Names("cache").Should().Equal("new", "package");
        root.Names("source/app").Should().Equal("main", "object");
    }

    [SkippableTheory]
    [InlineData("rm -r /run /cache")]
    [InlineData("mv /run/secrets/token /leak && mv /cache /moved")]
    [InlineData("ln /run/secrets/token /leak && ln -s / /run/other && rm -r /cache && mkdir /cache && touch /cache/own")]
    [InlineData("mkdir /else && mv /run/secrets /else/place && ln -s /else /run/secrets")]
    public void Secrets_leave_no_content_whatever_the_command_does_to_their_names(string script)
    {
        using ChrootRoot root = new();
        root.Write("tree/run/x", "");
        root.Write("outside/canary", "untouched");
        using DirectoryHandle cache = root.Open("outside");

        root.Run(script + " && exit 3", 3, new SecretFileMount("/run/secrets/token", "s3cret"u8.ToArray()), new BindMount("/cache", cache.Handle, ReadOnly: false));

        foreach (string path in Directory.EnumerateFiles(root.PathOf("tree"), "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            new FileInfo(path).Length.Should().NotBe("s3cret".Length, path);
        }

        Directory.EnumerateFileSystemEntries(root.PathOf("upper")).Should().BeEmpty();
    }

    [SkippableFact]
    public void Link_of_the_image_leads_a_mount_nowhere_else_than_inside_the_root()
    {
        using ChrootRoot root = new();
        string outside = Directory.CreateDirectory(root.PathOf("outside")).FullName;
        Directory.CreateSymbolicLink(root.PathOf("tree/run"), outside);
        Directory.CreateSymbolicLink(root.PathOf("tree/up"), "../../../outside");

        string output = root.Run($"cat {outside}/token /outside/other", new SecretFileMount("/run/token", "one "u8.ToArray()), new SecretFileMount("/up/other", "two"u8.ToArray()));

        output.Should().Be("one two");
        Directory.EnumerateFileSystemEntries(outside).Should().BeEmpty();
        root.Names("tree").Should().NotContain("outside");
    }

    [SkippableFact]
    public void What_the_command_puts_beside_a_mount_stays()
    {
        using ChrootRoot root = new();

        root.Run("touch /run/secrets/beside", new SecretFileMount("/run/secrets/token", "s3cret"u8.ToArray()));

        root.Names("tree/run/secrets").Should().Equal("beside");
    }

    [SkippableTheory]
    [InlineData("/proc/x")]
    [InlineData("/sys")]
    [InlineData("/link")]
    public void Places_of_the_kernel_are_no_places_for_mounts(string target)
    {
        using ChrootRoot root = new();
        File.CreateSymbolicLink(root.PathOf("tree/link"), "/proc/self");

        Action run = () => root.Run("true", new SecretFileMount(target, "x"u8.ToArray()));

        run.Should().Throw<Exception>().Which.Message.Should().Match("*mount*");
        Directory.EnumerateFileSystemEntries(root.PathOf("tree/proc")).Should().BeEmpty();
    }

    [SkippableFact]
    public void Step_without_a_network_gets_no_sockets()
    {
        using ChrootRoot root = new();

        string output = root.Run("nc -w 1 127.0.0.1 1 2>&1; echo ended");

        output.Should().Be("nc: socket: Address family not supported by protocol\nended\n");
    }

    /// <summary>A copy of files for one command, as the builder makes it.</summary>
    private sealed class ChrootRoot : IDisposable
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("sharpbuild-test-").FullName;
        private readonly List<DirectoryHandle> _owned = [];

        public ChrootRoot()
        {
            Skip.IfNot(File.Exists("/bin/busybox"), "busybox-static is not installed");
            Skip.IfNot(Environment.IsPrivilegedProcess, "needs root");
            Directory.CreateDirectory(PathOf("upper"));
            Directory.CreateDirectory(PathOf("tree/bin"));
            File.Copy("/bin/busybox", PathOf("tree/bin/busybox"));
            foreach (string applet in (string[])["sh", "cat", "ls", "rm", "touch", "mv", "ln", "mkdir", "stat", "nc", "true"])
            {
                File.CreateSymbolicLink(PathOf($"tree/bin/{applet}"), "busybox");
            }

            using DirectoryHandle tree = Open("tree");
            ChrootFiles.Make(tree);
        }

        public string PathOf(string path) => Path.Combine(_directory, path);

        public DirectoryHandle Open(string path) => DirectoryHandle.OpenHost(PathOf(path));

        public DirectoryHandle Own(string name)
        {
            Directory.CreateDirectory(PathOf(name));
            _owned.Add(Open(name));
            return _owned[^1];
        }

        public void Write(string path, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
            File.WriteAllText(PathOf(path), text);
        }

        public string Read(string path) => File.ReadAllText(PathOf(path));

        public IReadOnlyList<string> Names(string path) => [.. Directory.EnumerateFileSystemEntries(PathOf(path)).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)];

        /// <summary>All entries of the tree with mode, size and time, less what the builder does not look at.</summary>
        public string List() => string.Join('\n', Directory.EnumerateFileSystemEntries(PathOf("tree"), "*", SearchOption.AllDirectories).Append(PathOf("tree"))
            .Where(path => !ChrootFiles.Paths.Any(ignored => (Path.GetRelativePath(PathOf("tree"), path) + "/").StartsWith(ignored + "/", StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)
            .Select(path => $"{path} {File.GetUnixFileMode(path)} {new FileInfo(path).LinkTarget} {File.GetLastWriteTimeUtc(path):O}"));

        public string Run(string script, params SandboxMount[] mounts) => Run(script, 0, mounts);

        public string Run(string script, int exitCode, params SandboxMount[] mounts)
        {
            StringBuilder output = new();
            using ChrootSandbox sandbox = new();
            using DirectoryHandle tree = Open("tree");
            using DirectoryHandle upper = Open("upper");
            SandboxResult result = sandbox.Run(
                new SandboxSpec
                {
                    Root = tree,
                    Upper = upper,
                    Arguments = ["sh", "-c", script],
                    Environment = ["PATH=/bin"],
                    Network = NetworkMode.None,
                    Mounts = [.. mounts],
                    Output = (_, bytes) => output.Append(Encoding.UTF8.GetString(bytes.Span)),
                },
                CancellationToken.None);
            result.ExitCode.Should().Be(exitCode, output.ToString());
            return output.ToString();
        }

        public void Dispose()
        {
            _owned.ForEach(owned => owned.Dispose());
            Directory.Delete(_directory, recursive: true);
        }
    }
}
