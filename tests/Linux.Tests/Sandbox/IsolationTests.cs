using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Linux.Tests.Sandbox;

public sealed class IsolationTests
{
    [SkippableFact]
    public void Root_has_the_fourteen_capabilities_and_the_filter()
    {
        using TestRoot root = new();

        root.Output("grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status").Should().Be(
            """
            CapInh:	0000000000000000
            CapPrm:	00000000a80425fb
            CapEff:	00000000a80425fb
            CapBnd:	00000000a80425fb
            CapAmb:	0000000000000000
            NoNewPrivs:	0
            Seccomp:	2

            """);
    }

    [SkippableFact]
    public void Other_users_have_no_capabilities_but_what_set_user_id_programs_may_get()
    {
        using TestRoot root = new();

        string status = root.Output("grep -E '^(Uid|Gid|Groups|Cap)' /proc/self/status", spec => spec with { User = new Identity(1000, 1001, [5, 1001, 27]) });

        status.Should().Be(
            """
            Uid:	1000	1000	1000	1000
            Gid:	1001	1001	1001	1001
            Groups:	5 27 1001 
            CapInh:	0000000000000000
            CapPrm:	0000000000000000
            CapEff:	0000000000000000
            CapBnd:	00000000a80425fb
            CapAmb:	0000000000000000

            """);
    }

    [SkippableFact]
    public void Capabilities_and_new_privileges_can_be_taken_away()
    {
        using TestRoot root = new();

        string status = root.Output("grep -E '^(CapPrm|CapBnd|NoNewPrivs)' /proc/self/status", spec => spec with { Capabilities = CapabilitySet.None, NoNewPrivileges = true });

        status.Should().Be("CapPrm:\t0000000000000000\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\n");
    }

    [SkippableFact]
    public void Privileged_command_has_all_that_the_builder_has_and_no_filter()
    {
        using TestRoot root = new();
        string held = File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapEff:", StringComparison.Ordinal));

        string status = root.Output("grep -E '^(CapEff|Seccomp:)' /proc/self/status; test -w /sys && echo writable; grep -q CPU /proc/interrupts && echo unmasked", spec => spec with { Privileged = true });

        status.Should().Be($"{held}\nSeccomp:\t0\nwritable\nunmasked\n");
    }

    [SkippableFact]
    public void Every_refused_call_is_refused_on_all_three_interfaces_and_three_descriptors_are_open()
    {
        using TestRoot root = new();
        InnerView.Install(root, "probe");

        string[] answers = root.Output("probe").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        string[] i386 = InnerView.HasI386Entry()
            ? ["i386_getpid ok", "i386_clone3 ENOSYS", "i386_1000 ENOSYS"]
            : [.. answers.Where(answer => answer.StartsWith("i386_", StringComparison.Ordinal)).Select(answer => answer.Split(' ')[0] + " no-entry")];
        answers.Where(answer => !answer.EndsWith(" EPERM", StringComparison.Ordinal)).Should().Equal(
            [
                "descriptor 0",
                "descriptor 1",
                "descriptor 2",
                "clone3 ENOSYS",
                "socket_unix ok",
                "personality_query ok",
                "number_1000 ENOSYS",
                "x32_getpid ENOSYS",
                "x32_unshare ENOSYS",
                "x32_546 ENOSYS",
                .. i386,
            ]);
        answers.Should().HaveCount(55 + 19 + 3);
    }

    [SkippableFact]
    public void Mounts_have_their_options()
    {
        using TestRoot root = new();

        string[] mounts = root.Output("cat /proc/self/mountinfo").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .Where(fields => !fields[4].StartsWith("/proc/", StringComparison.Ordinal) && !fields[4].StartsWith("/sys/", StringComparison.Ordinal))
            .Select(fields => $"{fields[4]} {fields[Array.IndexOf(fields, "-") + 1]} {fields[5]}")
            .ToArray();

        mounts.Should().BeEquivalentTo(
            "/ overlay rw,nodev,relatime",
            "/proc proc rw,nosuid,nodev,noexec,relatime",
            "/sys sysfs ro,nosuid,nodev,noexec,relatime",
            "/dev tmpfs rw,nosuid,nodev",
            "/dev/null devtmpfs rw,nosuid,noexec,relatime",
            "/dev/zero devtmpfs rw,nosuid,noexec,relatime",
            "/dev/full devtmpfs rw,nosuid,noexec,relatime",
            "/dev/random devtmpfs rw,nosuid,noexec,relatime",
            "/dev/urandom devtmpfs rw,nosuid,noexec,relatime",
            "/dev/tty devtmpfs rw,nosuid,noexec,relatime",
            "/dev/pts devpts rw,nosuid,noexec,relatime",
            "/dev/shm tmpfs rw,nosuid,nodev,noexec,relatime",
            "/dev/mqueue mqueue rw,nosuid,nodev,noexec,relatime",
            "/etc/resolv.conf tmpfs rw,nosuid,nodev,noexec,relatime",
            "/etc/hosts tmpfs rw,nosuid,nodev,noexec,relatime",
            "/etc/hostname tmpfs rw,nosuid,nodev,noexec,relatime");
    }

    [SkippableFact]
    public void Device_directory_holds_six_nodes_and_five_links()
    {
        using TestRoot root = new();

        root.Output("cd /dev; stat -c '%n %F %a %t:%T' full null random tty urandom zero; for l in fd ptmx stderr stdin stdout; do echo $l $(readlink $l); done; ls | wc -l").Should().Be(
            """
            full character special file 666 1:7
            null character special file 666 1:3
            random character special file 666 1:8
            tty character special file 666 5:0
            urandom character special file 666 1:9
            zero character special file 666 1:5
            fd /proc/self/fd
            ptmx pts/ptmx
            stderr /proc/self/fd/2
            stdin /proc/self/fd/0
            stdout /proc/self/fd/1
            14

            """);
    }

    [SkippableFact]
    public void Masked_paths_are_empty_and_kernel_settings_cannot_be_written()
    {
        using TestRoot root = new();

        string output = root.Output(
            """
            for p in /proc/acpi /proc/asound /proc/scsi /sys/devices/virtual/powercap /sys/firmware /sys/fs/selinux /sys/devices/system/cpu/cpu*/thermal_throttle; do [ -d $p ] && ls -A $p; done
            for p in /proc/interrupts /proc/kcore /proc/keys /proc/latency_stats /proc/sched_debug /proc/timer_list /proc/timer_stats; do [ -e $p ] && dd if=$p bs=64 count=1 2>/dev/null; done
            for p in /proc/sysrq-trigger /proc/sys/kernel/hostname /proc/sys/vm/drop_caches /proc/irq/default_smp_affinity /sys/kernel/mm/ksm/run; do [ -e $p ] && ( : >> $p ) 2>/dev/null && echo $p is writable; done
            true
            """);

        output.Should().BeEmpty();
    }

    [SkippableFact]
    public void Every_path_of_the_kernel_that_exists_here_is_covered()
    {
        using TestRoot root = new();
        string[] hidden = ["/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi",
            "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware", "/sys/fs/selinux"];
        string[] readOnly = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

        string[] covered = root.Output("cat /proc/self/mountinfo").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .Where(fields => fields[4].StartsWith("/proc/", StringComparison.Ordinal) || fields[4].StartsWith("/sys/", StringComparison.Ordinal))
            .Select(fields => $"{fields[4]} {(Directory.Exists(fields[4]) || readOnly.Contains(fields[4]) ? fields[5] : fields[3])}")
            .ToArray();

        covered.Should().BeEquivalentTo(
            hidden.Where(File.Exists).Select(path => $"{path} /null")
                .Concat(hidden.Concat(readOnly).Where(Directory.Exists).Select(path => $"{path} ro,nosuid,nodev,noexec,relatime"))
                .Concat(readOnly.Where(File.Exists).Select(path => $"{path} ro,nosuid,nodev,noexec,relatime")));
    }

    [SkippableFact]
    public void Command_is_the_first_process_of_its_own_session_without_a_terminal()
    {
        using TestRoot root = new();

        root.Output("echo $$; sed 's/.*) //' /proc/1/stat | cut -d' ' -f2-5; ps -o pid | wc -l".Replace("cut -d' ' -f2-5", "while read state parent group session tty rest; do echo $parent $group $session $tty; done", StringComparison.Ordinal))
            .Should().Be("1\n0 1 1 0\n4\n");
    }

    [SkippableFact]
    public void Names_limits_and_mask_are_fixed()
    {
        using TestRoot root = new();

        root.Output("hostname; cat /proc/sys/kernel/domainname; umask; ulimit -Sc; ulimit -Sn; pwd; cat /etc/hostname; readlink /proc/self/fd/0")
            .Should().Be("sharpbuild\n(none)\n0022\n0\n1024\n/\nsharpbuild\n/dev/null\n");
    }

    [SkippableFact]
    public void Environment_is_what_the_spec_says_and_nothing_else()
    {
        using TestRoot root = new();

        TestRoot.Run(root.Spec("env") with { Environment = ["PATH=/bin", "A=b c", "PATH_TEXT=\uDCFF"] }).Output.Should().Be("PATH=/bin\nA=b c\nPATH_TEXT=\uFFFD\n");
    }

    [SkippableFact]
    public void Limits_above_the_hard_limit_are_lowered_to_it()
    {
        using TestRoot root = new();

        root.Output("ulimit -Sn; ulimit -Hn; ulimit -Sf", spec => spec with { Rlimits = [new Rlimit(RlimitResource.Nofile, 99, 100), new Rlimit(RlimitResource.Fsize, 1024 * 512, Rlimit.Unlimited)] })
            .Should().Be("99\n100\n1024\n");
    }

    [SkippableFact]
    public void Device_made_by_the_command_is_dead()
    {
        using TestRoot root = new();

        (SandboxResult result, _, string error) = TestRoot.Run(root.Shell("mknod /tmp/null c 1 3 && mknod /dev/again c 1 3; cat /tmp/null; cat /dev/again"));

        (result.ExitCode, error).Should().Be((1, "cat: can't open '/tmp/null': Permission denied\ncat: can't open '/dev/again': Permission denied\n"));
    }

    [SkippableFact]
    public void Writes_to_the_files_of_the_sandbox_are_thrown_away()
    {
        using TestRoot root = new();

        string hosts = root.Output("echo 10.0.0.9 mine >> /etc/hosts; cat /etc/hosts; echo x > /etc/resolv.conf", spec => spec with { ExtraHosts = [new HostEntry("10.0.0.1", "db")] });

        hosts.Should().Be("127.0.0.1\tlocalhost sharpbuild\n::1\tlocalhost ip6-localhost ip6-loopback\n10.0.0.1\tdb\n10.0.0.9 mine\n");
        root.Changes.Should().BeEmpty();
    }

    [SkippableFact]
    public void Network_none_has_a_loopback_interface_that_is_up()
    {
        using TestRoot root = new();

        root.Output("ls /sys/class/net; cat /sys/class/net/lo/flags").Should().Be("lo\n0x9\n");
    }
}
