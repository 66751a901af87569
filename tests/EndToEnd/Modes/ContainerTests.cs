using Sharpbuild.EndToEnd.Running;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Modes;

/// <summary>
/// The builder inside a container: <c>sharpbuild run</c> gives it the rights, the filter of system calls and the covered paths that container engines give by default.
/// </summary>
[Collection(nameof(Alone))]
public sealed class ContainerTests
{
    private const string Text = """
        FROM busybox AS base
        COPY --chown=33:44 tree/ /owned/
        RUN mkdir /gone /kept && touch /gone/x /kept/x
        FROM base
        RUN echo more >> /owned/b && chmod 600 /owned/a && rm -r /gone && ln -s x /kept/link && chmod 711 /
        USER 5:6
        RUN id -u > /tmp/id
        """;

    [SkippableTheory]
    [InlineData]
    [InlineData("--security-opt", "seccomp=unconfined")]
    public void Root_without_further_rights_builds_the_same_image_by_chroot_and_says_what_it_lacks(params string[] options)
    {
        using Workbench bench = new();

        ProcessResult result = Build(bench, ["--memory", "64m"], options).Succeeded();

        bench.Digest("out").Should().Be(Plain());
        result.Error.Should().Contain("sharpbuild: commands run by chroot in a copy of their files, without name spaces and /proc and in the network of the host: this root has no CAP_SYS_ADMIN and parts of this container's /proc are covered\n")
            .And.Contain("sharpbuild: no rights on control groups: running without the limits on memory\n");
    }

    [SkippableFact]
    public void Root_with_the_right_to_mount_builds_the_same_image_in_name_spaces()
    {
        using Workbench bench = new();

        ProcessResult result = Build(bench, [], "--cap-add", "SYS_ADMIN", "--security-opt", "seccomp=unconfined").Succeeded();

        bench.Digest("out").Should().Be(Plain());
        result.Error.Should().Contain("sharpbuild: commands run in a user namespace: their root has no rights on this machine (--userns=auto)\n");
    }

    [SkippableTheory]
    [InlineData("user 1000 has no right to mount and gets no user namespace (*Operation not permitted), so nothing can be built here*--security-opt seccomp=unconfined", "-u", "1000")]
    [InlineData("parts of this container's /proc are covered, so that the kernel allows commands none of their own: start it with --security-opt systempaths=unconfined", "-u", "1000", "--security-opt", "seccomp=unconfined")]
    [InlineData("this container's filter of system calls forbids pivot_root: start it with --security-opt seccomp=unconfined", "--cap-add", "SYS_ADMIN")]
    public void What_is_missing_is_told_with_what_to_set(string message, params string[] options)
    {
        using Workbench bench = new();

        ProcessResult result = Build(bench, [], options);

        result.ExitCode.Should().Be(1);
        result.Error.Should().Match($"*{message}*");
    }

    [SkippableTheory]
    [InlineData("an image can't be run without name spaces: give this container CAP_SYS_ADMIN or user namespaces")]
    [InlineData("parts of this container's /proc are covered*systempaths=unconfined", "--security-opt", "seccomp=unconfined")]
    public void Container_in_a_container_needs_name_spaces(string message, params string[] options)
    {
        using Workbench bench = new();

        ProcessResult result = InContainer(bench, options, Program(bench), "run", "--root", "/tmp/state", "--network", "none", RunTests.Busybox, "true");

        result.ExitCode.Should().Be(125);
        result.Error.Should().Match($"sharpbuild: {message}*");
    }

    [SkippableTheory]
    [InlineData("build", 1)]
    [InlineData("run", 125)]
    public void Setting_that_refuses_user_namespaces_is_named(string command, int exitCode)
    {
        using Workbench bench = BuildMode.OpenWithoutRights();
        string context = bench.Context("context", ("Dockerfile", "FROM scratch\n"));

        ProcessResult result = bench.Sharpbuild.Run(command, context);

        result.ExitCode.Should().Be(exitCode);
        result.Error.Should().Match("sharpbuild: user 0 has no right to mount and gets no user namespace (clone3: *), so nothing can be built here\n   = help: sysctl -w user.max_user_namespaces=15000 allows them\n");
    }

    /// <summary>The digest of the image that a build outside of a container gives.</summary>
    private static string Plain()
    {
        using Workbench bench = new();
        bench.BuildTo("out", Context(bench), "--timestamp=1700000000", "--network=none").Succeeded();
        return bench.Digest("out");
    }

    private static ProcessResult Build(Workbench bench, string[] more, params string[] options)
    {
        string context = Context(bench);
        string[] build = [Program(bench), "build", "--root", "/tmp/state", .. Workbench.Bases("busybox"), "--timestamp=1700000000", "-o", $"type=oci,dest={bench.At("out")},tar=false"];
        return InContainer(bench, options, [.. build, .. more, context]);
    }

    /// <summary>Runs words inside a container whose root is this machine's root, and which sees this machine's programs.</summary>
    private static ProcessResult InContainer(Workbench bench, string[] options, params string[] words)
    {
        Requires.Root();
        string[] shown = ["/usr:/usr", "/usr/lib:/lib", "/usr/lib64:/lib64", $"{BaseImages.Busybox()}:{BaseImages.Busybox()}"];
        return bench.Sharpbuild.Run([
            "run", "--userns", "host", "--network", "none", .. shown.SelectMany(path => new[] { "-v", path + ":ro" }), "-v", bench.At() + ":" + bench.At(),
            "-e", "TMPDIR=/tmp", "--tmpfs", "/tmp:exec,mode=1777", .. options, RunTests.Busybox, .. words,
        ]);
    }

    /// <summary>A copy of the binary that every user may start, wherever this checkout lies.</summary>
    private static string Program(Workbench bench)
    {
        ProcessRunner.Run("cp", [SharpbuildCommand.Binary, bench.At("sharpbuild")]).Succeeded();
        ProcessRunner.Run("chmod", ["755", bench.At(), bench.At("sharpbuild")]).Succeeded();
        return bench.At("sharpbuild");
    }

    private static string Context(Workbench bench) => bench.Context("context", ("Dockerfile", Text), ("tree/a", "alpha\n"), ("tree/b", "beta\n"));
}
