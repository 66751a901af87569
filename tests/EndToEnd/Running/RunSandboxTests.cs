using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Running;

/// <summary>What a container of <c>sharpbuild run</c> sees and may do.</summary>
public sealed class RunSandboxTests
{
    private const string Caps = "grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status | tr -d '\\n\\t'";

    [SkippableTheory]
    [InlineData("CapBnd:00000000a80425fbCapEff:00000000a80425fbNoNewPrivs:0Seccomp:2")]
    [InlineData("CapBnd:0000000000000000CapEff:0000000000000000NoNewPrivs:1Seccomp:2", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")]
    [InlineData("CapBnd:0000000000000003CapEff:0000000000000003NoNewPrivs:1Seccomp:2", "--cap-drop=all", "--cap-add", "CHOWN,CAP_DAC_OVERRIDE", "--security-opt=no-new-privileges:true")]
    [InlineData("CapBnd:00000000a80405fbCapEff:00000000a80405fbNoNewPrivs:0Seccomp:0", "--cap-drop", "net_raw", "--security-opt", "seccomp=unconfined")]
    [InlineData("CapBnd:00000000a80425fbCapEff:0000000000000000NoNewPrivs:0Seccomp:2", "-u", "7")]
    public void Rights_are_those_asked_for(string expected, params string[] options)
    {
        Requires.Root();
        using Workbench bench = new();

        string output = RunTests.Output(bench, [.. options, RunTests.Busybox, "sh", "-c", Caps]);

        Sorted(output).Should().Be(expected);
    }

    [SkippableFact]
    public void Profile_of_the_user_takes_the_place_of_the_default_one()
    {
        using Workbench bench = new();
        File.WriteAllText(bench.At("profile.json"), """
            {
              "defaultAction": "SCMP_ACT_ALLOW",
              "syscalls": [
                { "names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28 },
                { "names": ["fchmodat", "fchmodat2", "chmod"], "action": "SCMP_ACT_ERRNO", "errnoRet": 5, "includes": { "caps": ["CAP_SYS_ADMIN"] } },
                { "names": ["kill"], "action": "SCMP_ACT_ERRNO", "errnoRet": 16, "args": [{ "index": 1, "value": 10, "op": "SCMP_CMP_EQ" }] }
              ]
            }
            """);
        const string Script = "mkdir /tmp/d; chmod 700 /tmp; sleep 9 & kill -10 $!; kill -12 $!; true";

        ProcessResult result = bench.Sharpbuild.Run("run", "--network", "none", "--security-opt", $"seccomp={bench.At("profile.json")}", RunTests.Busybox, "sh", "-c", Script);

        (result.ExitCode, result.Error).Should().Be((0, "mkdir: can't create directory '/tmp/d': No space left on device\nsh: can't kill pid 4: Device or resource busy\n"));
    }

    [SkippableTheory]
    [InlineData("{", "the seccomp profile can't be read")]
    [InlineData("{\"defaultAction\":\"SCMP_ACT_NOTIFY\"}", "the seccomp profile has the action \"SCMP_ACT_NOTIFY\", which is not supported")]
    [InlineData("{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":[\"nosuch\"],\"action\":\"SCMP_ACT_KILL\"}]}", "the seccomp profile names \"nosuch\", which is no system call that this program knows")]
    public void Profile_that_cannot_be_followed_is_refused(string profile, string message)
    {
        using Workbench bench = new();
        File.WriteAllText(bench.At("profile.json"), profile);

        ProcessResult result = bench.Sharpbuild.Run("run", "--security-opt", $"seccomp={bench.At("profile.json")}", RunTests.Busybox, "true");

        result.ExitCode.Should().Be(125);
        result.Error.Should().StartWith("sharpbuild: " + message);
    }

    [SkippableFact]
    public void Files_of_the_host_and_in_memory_are_where_they_were_asked_for()
    {
        using Workbench bench = new();
        string data = bench.Context("data", ("file", "text\n"));
        string[] options =
        [
            "--read-only", "--tmpfs", "/scratch:size=1m,mode=700", "-v", $"{data}:/rw", "-v", $"{data}:/ro:ro",
            "--mount", $"type=bind,src={data}/file,dst=/one,readonly", "--mount", "type=tmpfs,dst=/memory,tmpfs-size=64k", "-v", "/fresh",
        ];
        const string Script = """
            touch /file; touch /ro/file; echo x > /one; cat /ro/file /one; echo written > /rw/new
            stat -c '%a %n' /scratch /memory; touch /scratch/a /memory/a /fresh/a
            cp /bin/true /scratch/true; /scratch/true; dd if=/dev/zero of=/memory/b bs=1k count=100; ls /memory /fresh
            """;

        ProcessResult result = bench.Sharpbuild.Run(["run", "--network", "none", .. options, RunTests.Busybox, "sh", "-c", Script + " 2>&1"]);
        string[] errors = [.. result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)];

        result.Output.Should().StartWith("text\ntext\n700 /scratch\n1777 /memory\n").And.EndWith("/fresh:\na\n\n/memory:\na\nb\n");
        errors.Should().Contain(["touch: /file: Read-only file system", "touch: /ro/file: Read-only file system", "sh: can't create /one: Read-only file system", "sh: /scratch/true: Permission denied"]);
        File.ReadAllText(Path.Combine(data, "new")).Should().Be("written\n");
    }

    [SkippableFact]
    public void Limits_names_and_hosts_are_those_asked_for()
    {
        using Workbench bench = new();
        string[] options = ["--ulimit", "nofile=100:200", "--shm-size", "1m", "--add-host", "db:10.1.2.3", "-h", "web", "--pids-limit", "5", "--cpuset-cpus", "0"];
        const string Script = "ulimit -Sn; ulimit -Hn; df -k /dev/shm | tail -1 | tr -s ' ' | cut -d' ' -f2; grep db /etc/hosts; hostname; grep ^Cpus_allowed_list /proc/self/status; for i in 1 2 3 4 5 6; do sleep 5 & done";

        ProcessResult result = bench.Sharpbuild.Run(["run", "--network", "none", .. options, RunTests.Busybox, "sh", "-c", Script]);
        Skip.If(result.Error.Contains("no rights on control groups", StringComparison.Ordinal), "no rights on control groups");

        result.Output.Should().Be("100\n200\n1024\n10.1.2.3\tdb\nweb\nCpus_allowed_list:\t0\n");
        result.Error.Should().Be("sh: can't fork: Resource temporarily unavailable\nsharpbuild: exit code 2: it hit the limit of 5 processes\n");
    }

    [SkippableFact]
    public void Device_that_is_not_what_its_name_says_is_refused()
    {
        Requires.Root();
        Requires.Program("unshare");
        using Workbench bench = new();
        File.WriteAllText(bench.At("fake"), "");
        const string Fake = "mount --bind \"$0\" /dev/null && exec \"$@\"";
        bench.With(new SharpbuildCommand(bench.At("state")) { Prefix = ["unshare", "-m", "sh", "-c", Fake, bench.At("fake")] });

        ProcessResult result = bench.Sharpbuild.Run("run", "--network", "none", RunTests.Busybox, "true");

        (result.ExitCode, result.Error).Should().Be((125, "sharpbuild: /dev/null of this machine is not the character device 1:3\n"));
    }

    [SkippableTheory]
    [InlineData("auto")]
    [InlineData("host")]
    public void A_path_that_cannot_be_masked_fails_the_command(string userNamespace)
    {
        Requires.Root();
        Requires.Program("unshare");
        using Workbench bench = new();
        Directory.CreateDirectory(bench.At("groups"));

        // The builder sees a path that commands must not see; their own /sys has none to cover.
        const string Pretend = "mount --rbind /sys/fs/cgroup \"$0\" && mount -t tmpfs none /sys/fs && mkdir /sys/fs/selinux /sys/fs/cgroup && mount --rbind \"$0\" /sys/fs/cgroup && exec \"$@\"";
        bench.With(new SharpbuildCommand(bench.At("state")) { Prefix = ["unshare", "-m", "sh", "-c", Pretend, bench.At("groups")] });

        ProcessResult result = bench.Sharpbuild.Run("run", "--userns", userNamespace, "--network", "none", RunTests.Busybox, "echo", "ran");

        (result.ExitCode, result.Output, result.Error).Should().Be((125, "", "sharpbuild: openat fs/selinux, which commands must not see: No such file or directory\n"));
    }

    private static string Sorted(string output) => string.Concat(new[] { "CapBnd", "CapEff", "NoNewPrivs", "Seccomp" }.Select(name => Part(output, name)));

    private static string Part(string output, string name)
    {
        int start = output.IndexOf(name + ":", StringComparison.Ordinal);
        int end = output.IndexOfAny(['C', 'N', 'S'], start + name.Length);
        return end < 0 ? output[start..] : output[start..end];
    }
}
