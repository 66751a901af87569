using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Remote;

/// <summary>Contexts and Dockerfiles on standard input: A1.7, A5.9, A10.6.</summary>
public sealed class StandardInputTests
{
    private const string CopyAll = "FROM scratch\nCOPY . /\n";

    [SkippableTheory]
    [InlineData("-cf")]
    [InlineData("-czf")]
    [InlineData("-cjf")]
    [InlineData("-cJf")]
    [InlineData("--zstd", "-cf")]
    public void A5_9_a_tar_in_any_compression_is_the_context(params string[] flags)
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", CopyAll), ("dir/file", "text"), (".dockerignore", "dir\n"));
        byte[] tar = Tar(bench, context, flags);

        Build(bench, tar, "-").Succeeded();

        // A10.6: the ignore file of a stream does not count.
        File.ReadAllText(bench.At("tree", "dir", "file")).Should().Be("text");
        Directory.EnumerateFileSystemEntries(bench.At("state", "tmp")).Should().BeEmpty();
    }

    [SkippableFact]
    public void A5_9_a_tar_without_an_end_as_the_docker_command_sends_it_is_taken()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", CopyAll), ("file", "text"));
        byte[] tar = Tar(bench, context, ["-cf"], "Dockerfile", "file");

        Build(bench, tar[..(512 + 512 + 512 + 4)], "-").Succeeded();

        File.ReadAllText(bench.At("tree", "file")).Should().Be("text");
    }

    [SkippableFact]
    public void A5_9_a_dockerfile_alone_has_an_empty_context()
    {
        using Workbench bench = new();

        Build(bench, "FROM scratch\nCOPY <<a /b\nx\na\n"u8.ToArray(), "-").Succeeded();
        ProcessResult missing = Build(bench, "FROM scratch\nCOPY a /b\n"u8.ToArray(), "-");

        File.ReadAllText(bench.At("tree", "b")).Should().Be("x\n");
        missing.ExitCode.Should().Be(1);
        missing.Error.Should().StartWith("Dockerfile:2:6: error SB0001: \"a\" not found in the build context");
    }

    [SkippableFact]
    public void A5_9_the_same_stream_again_is_cached_and_a_changed_file_is_named()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", CopyAll), ("file", "text"));

        Build(bench, Tar(bench, context, ["-cf"]), "-").Succeeded();
        ProgressLog second = ProgressLog.Of(Build(bench, Tar(bench, context, ["-czf"]), "-").Succeeded());
        File.WriteAllText(bench.At("context", "file"), "other");
        ProgressLog third = ProgressLog.Of(Build(bench, Tar(bench, context, ["-cf"]), "-").Succeeded());

        second.IsCached("COPY").Should().BeTrue();
        third.Miss("COPY").Should().Contain("file");
    }

    [SkippableFact]
    public void A1_7_the_dockerfile_comes_from_standard_input_and_the_files_from_the_directory()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("file", "text"));

        Build(bench, "FROM scratch\nCOPY file /copy\n"u8.ToArray(), "-f", "-", context).Succeeded();

        File.ReadAllText(bench.At("tree", "copy")).Should().Be("text");
    }

    [SkippableFact]
    public void A1_7_a_dockerfile_in_a_tar_is_named_from_its_root_and_stays_inside()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("deep/My.file", "FROM scratch\nCOPY deep/My.file /\n"));
        File.CreateSymbolicLink(bench.At("context", "Dockerfile"), "deep/My.file");
        File.CreateSymbolicLink(bench.At("context", "outside"), "/etc/hostname");
        byte[] tar = Tar(bench, context, ["-cf"]);

        Build(bench, tar, "-f", "deep/My.file", "-").Succeeded();
        Build(bench, tar, "-f", "/deep/../deep/My.file", "-").Succeeded();
        Build(bench, tar, "-").Succeeded();
        ProcessResult outside = Build(bench, tar, "-f", "outside", "-");

        File.Exists(bench.At("tree", "My.file")).Should().BeTrue();
        outside.ExitCode.Should().Be(1);
        outside.Error.Should().StartWith("sharpbuild: the Dockerfile \"outside\" is a symbolic link that leads to nothing in the context\n");
    }

    [SkippableTheory]
    [InlineData(2, "standard input can't be both the context and the Dockerfile", "-f", "-", "-")]
    [InlineData(2, "standard input is a Dockerfile itself, and takes no --file", "-f", "x", "-")]
    public void Contradictions_are_wrong_usage(int exitCode, string message, params string[] arguments)
    {
        using Workbench bench = new();

        ProcessResult refused = Build(bench, "FROM scratch\n"u8.ToArray(), arguments);

        refused.ExitCode.Should().Be(exitCode);
        refused.Error.Should().StartWith($"sharpbuild: {message}");
    }

    [SkippableFact]
    public void A_signal_ends_a_build_that_waits_for_standard_input()
    {
        using Workbench bench = new();
        using System.Diagnostics.Process build = bench.Sharpbuild.Start("build", "-");
        SpinWait.SpinUntil(() => Directory.Exists(bench.At("state", "tmp")) && Directory.EnumerateFileSystemEntries(bench.At("state", "tmp")).Any(), TimeSpan.FromSeconds(60)).Should().BeTrue();

        ProcessRunner.Run("kill", ["-TERM", $"{build.Id}"]).Succeeded();

        build.WaitForExit(TimeSpan.FromSeconds(60)).Should().BeTrue();
        build.ExitCode.Should().Be(143);
        Directory.EnumerateFileSystemEntries(bench.At("state", "tmp")).Should().BeEmpty();
    }

    private static byte[] Tar(Workbench bench, string context, string[] flags, params string[] names)
    {
        Requires.Program("zstd", "xz", "bzip2");
        string archive = bench.At("context.tar");
        ProcessRunner.Run("tar", ["-C", context, .. flags, archive, .. names is [] ? ["."] : names]).Succeeded();
        return File.ReadAllBytes(archive);
    }

    private static ProcessResult Build(Workbench bench, byte[] input, params string[] arguments)
    {
        SharpbuildCommand command = new(bench.At("state")) { Settings = new ProcessSettings { Input = input } };
        return command.Build(["-o", $"type=local,dest={bench.At("tree")}", .. arguments]);
    }
}
