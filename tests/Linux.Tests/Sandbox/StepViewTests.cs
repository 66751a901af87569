using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Linux.Tests.Sandbox;

/// <summary>What a step sees and may do, in both modes of a root builder, as a static C program (view.c) finds it.</summary>
public sealed class StepViewTests
{
    public static TheoryData<UserNamespaceMode> Modes => [UserNamespaceMode.Auto, UserNamespaceMode.Host];

    [SkippableTheory]
    [MemberData(nameof(Modes))]
    public void Process_has_its_identity_rights_session_and_limits_and_nothing_of_the_builder(UserNamespaceMode users)
    {
        string score = File.ReadAllText("/proc/self/oom_score_adj");

        View(users, "p").Should().Be(
            $"""
            Uid:	0	0	0	0
            Gid:	0	0	0	0
            Groups:	0 
            CapInh:	0000000000000000
            CapPrm:	00000000a80425fb
            CapEff:	00000000a80425fb
            CapBnd:	00000000a80425fb
            CapAmb:	0000000000000000
            NoNewPrivs:	0
            Seccomp:	2
            pid 1 parent 0 group 1 session 1
            umask 022
            core 0 files 1
            host sharpbuild domain (none) directory /
            terminal ENXIO
            write own executable ETXTBSY
            dumpable 1
            oom_score_adj {score}descriptor 0 null
            descriptor 1 pipe
            descriptor 2 pipe
            open stdout anew ok
            open stderr anew ok
            process 1

            """);
    }

    [SkippableTheory]
    [MemberData(nameof(Modes))]
    public void Other_user_has_no_rights_but_its_streams(UserNamespaceMode users)
    {
        View(users, "p", spec => spec with { User = new Identity(7, 8, [9]) }).Should().Contain("Uid:\t7\t7\t7\t7\n").And.Contain("Groups:\t8 9 \n")
            .And.Contain("CapPrm:\t0000000000000000\nCapEff:\t0000000000000000\nCapBnd:\t00000000a80425fb\n")
            .And.Contain("write own executable EACCES\n").And.Contain("open stdout anew ok\nopen stderr anew ok\n");
    }

    [SkippableTheory]
    [MemberData(nameof(Modes))]
    public void Device_directory_is_ours_and_devices_can_be_made(UserNamespaceMode users)
    {
        View(users, "d").Should().Be(
            """
            /dev/fd -> /proc/self/fd
            /dev/full 1:7 666 ok
            /dev/mqueue/ 1777
            /dev/null 1:3 666 ok
            /dev/ptmx -> pts/ptmx
            /dev/pts/ 755
            /dev/random 1:8 666 ok
            /dev/shm/ 1777
            /dev/stderr -> /proc/self/fd/2
            /dev/stdin -> /proc/self/fd/0
            /dev/stdout -> /proc/self/fd/1
            /dev/tty 5:0 666 -
            /dev/urandom 1:9 666 ok
            /dev/zero 1:5 666 ok
            terminal pair ok
            shared memory ok
            make device ok
            make block device ok
            make whiteout EPERM
            make fifo ok

            """);
    }

    [SkippableTheory]
    [InlineData(UserNamespaceMode.Auto, "EACCES")]
    [InlineData(UserNamespaceMode.Host, "EPERM")]
    public void Masked_paths_show_nothing_and_settings_of_the_kernel_cannot_be_written(UserNamespaceMode users, string kernelLog)
    {
        View(users, "k").Should().Be($"memory of the machine ENOENT\nkernel log {kernelLog}\nmount propagation EPERM\ntake a mask away EPERM\n");
    }

    [SkippableTheory]
    [MemberData(nameof(Modes))]
    public void Capabilities_that_are_left_work_and_all_else_is_refused(UserNamespaceMode users)
    {
        View(users, "r").Should().Be(
            """
            chown ok
            other's file ok
            setgid mode ok
            chroot ok
            raw socket ok
            port 80 ok
            socket family 38 EPERM
            socket family 40 EPERM
            personality 0 ok
            personality 8 ok
            personality 20000 ok
            personality 20008 ok
            personality ffffffff ok
            personality 1 EPERM
            personality 40000 EPERM
            personality 400000 EPERM
            personality 8000000 EPERM
            personality 20001 EPERM
            fork ok
            trace ESRCH
            own memory ok
            raise priority EACCES
            raise hard limit EPERM
            trusted attribute EPERM
            new host name EPERM
            file capability ok

            """);
    }

    [SkippableTheory]
    [MemberData(nameof(Modes))]
    public void File_systems_of_the_step_follow_no_redirects_of_layers_and_are_bounded(UserNamespaceMode users)
    {
        using TestRoot root = new(users: users);

        Dictionary<string, string[]> options = root.Output("cat /proc/self/mountinfo").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .DistinctBy(fields => fields[4])
            .ToDictionary(fields => fields[4], fields => fields[^1].Split(','));

        options["/"].Should().Contain("redirect_dir=nofollow").And.Contain(option => option.EndsWith("volatile", StringComparison.Ordinal)).And.NotContain(["metacopy=on", "index=on"]);
        options["/dev"].Should().Contain(["size=65536k", "mode=755"]);
        options["/dev/shm"].Should().Contain("size=65536k");
    }

    [SkippableTheory]
    [MemberData(nameof(Modes))]
    public void Set_user_id_and_file_capabilities_of_the_image_have_effect(UserNamespaceMode users)
    {
        using TestRoot root = new(users: users);
        InnerView.Install(root, "view");
        root.Output("cp /bin/view /bin/able; chmod 4755 /bin/able", spec => spec);

        root.Output("able e", spec => spec with { User = new Identity(7, 8, []) }).Should().Be("7 0\nCapEff:\t00000000a80425fb\n");
    }

    private static string View(UserNamespaceMode users, string section, Func<SandboxSpec, SandboxSpec>? change = null)
    {
        using TestRoot root = new(users: users);
        InnerView.Install(root, "view");
        SandboxSpec spec = root.Spec("view", section);
        (SandboxResult result, string output, string error) = TestRoot.Run(change is null ? spec : change(spec));
        (result.ExitCode, error).Should().Be((0, ""));
        return output;
    }
}
