using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Mounts;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Linux.Tests.Sandbox;

/// <summary>Commands whose root is not the machine's.</summary>
public sealed class OwnerMapTests
{
    [SkippableFact]
    public void Root_of_a_command_is_nobody_on_the_machine()
    {
        using TestRoot root = new(users: UserNamespaceMode.Auto);
        string seen = "";
        using CancellationTokenSource stop = new();
        SandboxSpec spec = root.Shell("cat /proc/self/uid_map; sleep 1000") with
        {
            User = new Identity(7, 8, []),
            Output = (_, bytes) =>
            {
                seen = FirstUserOutside(bytes);
                stop.Cancel();
            },
        };

        Action run = () => TestRoot.Run(spec, stop.Token);

        run.Should().Throw<OperationCanceledException>();
        seen.Should().Contain("0 2147483648 2147483647").And.Contain($"user {OwnerMap.HostId(7)} group {OwnerMap.HostId(8)}");
    }

    [SkippableFact]
    public void Files_have_the_same_owners_on_disk_and_inside_as_without()
    {
        using TestRoot root = new(users: UserNamespaceMode.Auto);
        using DirectoryHandle lower = DirectoryHandle.OpenHost(root.Lower);
        lower.SetOwner("tmp", 33, 44);

        string inside = root.Output("stat -c '%u:%g' /tmp /bin; touch /mine; mkdir /dir; chown 1000:2000000000 /dir; chmod 700 /tmp; ln -s x /link; chown -h 5 /link; stat -c '%u:%g' /tmp /dir");

        inside.Should().Be("33:44\n0:0\n33:44\n1000:2000000000\n");
        using DirectoryHandle upper = DirectoryHandle.OpenHost(root.Upper);
        Owners(upper, "mine", "dir", "tmp", "link").Should().Equal((0u, 0u), (1000u, 2000000000u), (33u, 44u), (5u, 0u));
    }

    [SkippableFact]
    public void A_command_that_changes_nothing_leaves_nothing()
    {
        using TestRoot root = new(withMountPoints: false, users: UserNamespaceMode.Auto);
        using DirectoryHandle source = DirectoryHandle.OpenHost(root.Scratch);
        SandboxMount[] mounts = [new BindMount("/a/b", source.Handle, ReadOnly: true), new TmpfsMount("/tmp/t"), new SecretFileMount("/run/secrets/s", new byte[] { 65 })];

        string output = root.Output("cat /run/secrets/s; stat -c ' %u %a' /run/secrets/s /tmp/t", spec => spec with { Mounts = [.. mounts] });

        output.Should().Be("A 0 400\n 0 1777\n");
        root.Changes.Should().BeEmpty();
    }

    [SkippableFact]
    public void Bind_mount_shows_and_takes_owners_as_on_disk()
    {
        using TestRoot root = new(users: UserNamespaceMode.Auto);
        using DirectoryHandle source = DirectoryHandle.OpenHost(root.Scratch);
        source.CreateFile("his", 0x180).Dispose();
        source.SetOwner("his", 1000, 1000);

        string output = root.Output("stat -c %u /cache/his; touch /cache/mine; chown 7 /cache/mine", spec => spec with { Mounts = [new BindMount("/cache", source.Handle, ReadOnly: false)] });

        output.Should().Be("1000\n");
        Owners(source, "mine").Should().Equal((7u, 0u));
    }

    [SkippableFact]
    public void Requested_devices_are_told_and_their_files_marked()
    {
        using TestRoot root = new(users: UserNamespaceMode.Auto);

        SandboxResult result = TestRoot.Run(root.Shell("mkdir /d; cd /d; mknod -m 640 a c 1 3; mknod ../b b 259 70000; mknod /dev/shm/c c 1 3 2>/dev/null; true")).Result;

        result.Devices.Select(device => device.Mark).Should().Equal("c 1:3", "b 259:70000");
        using DirectoryHandle upper = DirectoryHandle.OpenHost(root.Upper);
        (upper.GetStatus("d/a").Mode, upper.GetStatus("b").Kind, root.Changes.Count).Should().Be((0x1A0, FileKind.Regular, 3));
    }

    [SkippableFact]
    public void User_without_the_right_makes_no_device()
    {
        using TestRoot root = new(users: UserNamespaceMode.Auto);

        SandboxResult result = TestRoot.Run(root.Shell("mknod /tmp/a c 1 3") with { User = new Identity(7, 7, []) }).Result;

        (result.ExitCode, result.Devices.Length).Should().Be((1, 0));
    }

    [SkippableFact]
    public void Largest_id_is_refused_with_the_way_out()
    {
        using TestRoot root = new(users: UserNamespaceMode.Auto);

        Action run = () => TestRoot.Run(root.Shell("true") with { User = new Identity(int.MaxValue, 0, []) });

        run.Should().Throw<SandboxException>().WithMessage("user 2147483647:0: the largest id of a user namespace is 2147483646; --userns=host knows no such limit");
    }

    [Theory]
    [InlineData("user/max_user_namespaces", "0", false, "sysctl -w user.max_user_namespaces=15000 allows them")]
    [InlineData("kernel/unprivileged_userns_clone", "0", true, "sysctl -w kernel.unprivileged_userns_clone=1 allows them")]
    [InlineData("kernel/apparmor_restrict_unprivileged_userns", "1", false, "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0*")]
    [InlineData("", "", true, "this container's filter of system calls forbids them: start it with --security-opt seccomp=unconfined*")]
    [InlineData("", "", false, "run as root, or allow user namespaces in the security policy of this machine")]
    public void Refused_user_namespace_is_explained(string setting, string value, bool isFiltered, string advice) =>
        UserNamespaceRefusal.Advise(name => name == setting ? value : null, isFiltered).Should().Match(advice);

    private static IEnumerable<(uint, uint)> Owners(DirectoryHandle directory, params string[] names) =>
        names.Select(name => (directory.GetStatus(name).UserId, directory.GetStatus(name).GroupId)).ToList();

    /// <summary>Looks at the command from outside while it waits.</summary>
    private static string FirstUserOutside(ReadOnlyMemory<byte> output)
    {
        string owners = "";
        foreach (string process in Directory.EnumerateDirectories("/proc/self/task").SelectMany(task => File.ReadAllText(task + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            string[] status = File.ReadAllLines($"/proc/{process}/status");
            owners += $"user {Field(status, "Uid:")} group {Field(status, "Gid:")};";
        }

        return owners + string.Join(' ', System.Text.Encoding.UTF8.GetString(output.Span).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Field(string[] status, string name) => status.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split('\t')[1];
}
