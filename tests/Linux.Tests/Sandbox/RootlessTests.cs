using System.Diagnostics;

using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Linux.Tests.Sandbox;

public sealed class RootlessTests : IDisposable
{
    private readonly string _temporary = Directory.CreateTempSubdirectory("sharpbuild-test-").FullName;

    private const string UnknownUser = "54321";

    [SkippableFact]
    public void User_without_ranges_runs_as_the_only_id()
    {
        (int exitCode, string output) = Run(UnknownUser, "id; chown 5 /tmp 2>&1; touch /new; grep -E '^(CapEff|Seccomp:)' /proc/self/status; cat /etc/hostname; exit 4");

        output.Should().Be(
            """
            rootless with one id
            uid=0 gid=0
            chown: /tmp: Invalid argument
            CapEff:	00000000a80425fb
            Seccomp:	2
            sharpbuild
            changes: new

            """);
        exitCode.Should().Be(4);
    }

    [SkippableFact]
    public void User_with_ranges_has_many_ids()
    {
        using TestUser user = new();

        (int exitCode, string output) = Run(user.Name, "chown 33:44 /tmp; stat -c '%u %g' /tmp; rm -r /tmp");

        (exitCode, output).Should().Be((0, "rootless with 65537 ids\n33 44\nchanges: tmp\n"));
    }

    [SkippableFact]
    public void Signal_to_the_outer_program_ends_the_inner_one()
    {
        using Process outer = Start(UnknownUser, "echo started; sleep 1000");
        outer.StandardOutput.ReadLine().Should().Be("rootless with one id");
        outer.StandardOutput.ReadLine().Should().Be("started");

        using (Process kill = Process.Start("kill", ["-TERM", $"{outer.Id}"]))
        {
            kill.WaitForExit();
        }

        outer.WaitForExit();
        outer.ExitCode.Should().Be(143);
    }

    [Theory]
    [InlineData("alice:100000:65536", 1u, 100000u, 65536u)]
    [InlineData("1000:200000:10", 1u, 200000u, 10u)]
    [InlineData("bob:1:1\nalice:5:6\n", 1u, 5u, 6u)]
    public void Ranges_of_a_user_are_found_by_name_and_by_number(string text, uint inside, uint outside, uint count) =>
        IdMap.ParseSubordinateIds(text.Split('\n'), "alice", 1000).Should().Equal(new IdRange(inside, outside, count));

    [Theory]
    [InlineData("alice:0:65536")]
    [InlineData("alice:1:0")]
    [InlineData("alice:4294967295:2")]
    [InlineData("alice:x:2")]
    [InlineData("alice:-5:2")]
    [InlineData("alice:5")]
    [InlineData("al:5:6")]
    public void Senseless_ranges_are_left_out(string text) => IdMap.ParseSubordinateIds([text], "alice", 1000).Should().BeEmpty();

    /// <summary>A killed program does not remove its files.</summary>
    public void Dispose() => Directory.Delete(_temporary, recursive: true);

    private (int ExitCode, string Output) Run(string user, string script)
    {
        using Process process = Start(user, script);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private Process Start(string user, string script)
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "needs root to become another user");
        Skip.IfNot(File.Exists("/usr/bin/setpriv"), "setpriv is not installed");
        Skip.IfNot(File.Exists("/bin/busybox"), "busybox-static is not installed");
        string program = Path.Combine(_temporary, "program", Path.GetFileName(typeof(InnerProgram).Assembly.Location));
        using (Process copy = Process.Start("cp", ["-r", AppContext.BaseDirectory, Path.GetDirectoryName(program)!]))
        {
            // Every user may start the copy, wherever this checkout lies.
            copy.WaitForExit();
        }

        ProcessStartInfo start = new("setpriv", ["--reuid", user, "--regid", user, "--clear-groups", "--inh-caps=-all", "dotnet", program, script])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        File.SetUnixFileMode(_temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);
        start.Environment["TMPDIR"] = _temporary;
        Process process = Process.Start(start) ?? throw new InvalidOperationException("setpriv does not start");
        return process;
    }

    private sealed class TestUser : IDisposable
    {
        public TestUser()
        {
            Skip.IfNot(Environment.IsPrivilegedProcess, "needs root to add a user");
            Skip.IfNot(File.Exists("/usr/sbin/useradd") && File.Exists("/usr/bin/newuidmap"), "useradd or newuidmap is not installed");
            Execute("useradd", "--no-create-home", Name);
            Skip.IfNot(File.ReadAllText("/etc/subuid").Contains($"{Name}:", StringComparison.Ordinal), "useradd grants no subordinate ids here");
        }

        public string Name { get; } = $"sbtest{Environment.ProcessId}";

        public void Dispose() => Execute("userdel", Name);

        private static void Execute(string program, params string[] arguments)
        {
            using Process process = Process.Start(program, arguments);
            process.WaitForExit();
        }
    }
}
