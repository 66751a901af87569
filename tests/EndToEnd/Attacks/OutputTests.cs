using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>Outputs written where an image, or somebody before, has put links.</summary>
public sealed class OutputTests
{
    private static readonly Dictionary<string, Action<AttackBench>> Before = new()
    {
        ["nothing"] = _ => { },
        ["a directory of the image is a link"] = bench => Link(bench, "etc"),
        ["a file of the image is a link"] = bench => File.CreateSymbolicLink(Made(bench, "file"), bench.Canary.At("secret")),
        ["a deep directory is a link"] = bench => File.CreateSymbolicLink(Made(bench, "etc", "deep"), bench.Canary.At()),
        ["a file has another name"] = bench => ProcessRunner.Run("ln", [bench.At("other"), Made(bench, "file")]).Succeeded(),
        ["a file is a pipe"] = bench => ProcessRunner.Run("mkfifo", [Made(bench, "file")]).Succeeded(),
        ["a file is a device"] = bench => ProcessRunner.Run("mknod", [Made(bench, "file"), "c", "1", "3"]).Succeeded(),
        ["a file is a directory"] = bench => Directory.CreateDirectory(Made(bench, "file", "x")),
    };

    public static TheoryData<string> Names => [.. Before.Keys];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void A_directory_is_never_written_through_a_link(string name)
    {
        Requires.Root();
        using AttackBench bench = new();
        File.WriteAllText(bench.At("other"), "as it was");
        Before[name](bench);
        bench.With("Dockerfile", $"FROM scratch\nCOPY d /\n").With("d/file", "text").With("d/etc/secret", "text").With("d/etc/deep/secret", "text").WithLink("d/out", "HOST").WithLink("d/up", "../../host");

        ProcessResult result = bench.Run("build", "--progress", "plain", "-o", $"type=local,dest={bench.At("tree")}", bench.At("context"));

        result.ExitCode.Should().BeOneOf([0, 1], result.Error);
        Canary.IsIn(bench.At("tree", "file")).Should().BeFalse();
        File.ReadAllText(bench.At("other")).Should().Be("as it was");
    }

    [SkippableTheory]
    [InlineData("type=oci", "--iidfile", "link")]
    [InlineData("type=oci", "--metadata-file", "link")]
    [InlineData("type=oci,dest=link")]
    [InlineData("type=docker,dest=link")]
    [InlineData("type=tar,dest=link")]
    [InlineData("type=oci,dest=context/../link")]
    public void A_link_in_the_place_of_a_file_is_replaced(string output, params string[] options)
    {
        Requires.Root();
        using AttackBench bench = new();
        bench.With("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
        File.CreateSymbolicLink(bench.At("link"), bench.Canary.At("secret"));

        ProcessResult result = bench.Run(["build", "--progress", "plain", "-o", output.Contains("dest", StringComparison.Ordinal) ? output : $"{output},dest=image.tar", .. options, bench.At("context")]);

        result.Succeeded();
        new FileInfo(bench.At("link")).LinkTarget.Should().BeNull("the link is replaced, not followed");
    }

    [SkippableFact]
    public void Links_of_an_image_in_a_local_output_lead_where_the_image_says_and_are_not_followed()
    {
        Requires.Root();
        using AttackBench bench = new();
        byte[] layer = new TarBytes().Symlink("l", bench.Canary.At()).Symlink("d", "../../host").File("x", "x").ToArray();
        bench.With("Dockerfile", "FROM hostile\nCOPY Dockerfile /l/secret\nCOPY Dockerfile /d/secret\n");

        bench.Run(["build", "--progress", "plain", "-o", $"type=local,dest={bench.At("tree")}", .. bench.Base([BaseImages.BusyboxTree().WriteTo, stream => stream.Write(layer)]), bench.At("context")]);
    }

    private static string Made(AttackBench bench, params string[] parts)
    {
        string path = bench.At(["tree", .. parts]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private static void Link(AttackBench bench, string name) => File.CreateSymbolicLink(Made(bench, name), bench.Canary.At());
}
