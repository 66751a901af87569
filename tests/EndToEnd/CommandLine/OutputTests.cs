using System.Text;
using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.CommandLine;

/// <summary>What a build prints and writes.</summary>
public sealed class OutputTests
{
    private const string Dockerfile = "FROM busybox\nRUN echo made > /made\nCOPY file /file\n";

    [SkippableFact]
    public void Quiet_prints_the_image_id_and_nothing_else()
    {
        using Workbench bench = new();

        ProcessResult result = bench.BuildTo("out", MakeContext(bench), "-q");

        result.Succeeded().Output.Should().Be((string)OciImage.Open(bench.At("out")).Manifest["config"]!["digest"]! + "\n");
        result.Error.Should().BeEmpty();
    }

    [SkippableFact]
    public void Loading_into_a_Docker_that_is_not_there_says_what_to_do()
    {
        Requires.Program("docker");
        using Workbench bench = new();
        SharpbuildCommand command = new(bench.At("state")) { Settings = new ProcessSettings { Environment = new Dictionary<string, string?> { ["DOCKER_HOST"] = $"unix://{bench.At("no.sock")}" } } };

        ProcessResult refused = command.Build([.. Workbench.Bases("busybox"), "-o", "type=docker", MakeContext(bench)]);

        refused.ExitCode.Should().Be(1);
        refused.Error.Should().EndWith("sharpbuild: docker load ended with exit code 1\n   = help: start the Docker daemon, set DOCKER_HOST, or write -o type=docker,dest=FILE instead\n");
    }

    [SkippableFact]
    public void Iidfile_and_metadata_file_name_the_image()
    {
        using Workbench bench = new();

        bench.BuildTo("out", MakeContext(bench), "-t", "sample:1", "--iidfile", bench.At("id"), "--metadata-file", bench.At("meta")).Succeeded();

        string configuration = (string)OciImage.Open(bench.At("out")).Manifest["config"]!["digest"]!;
        File.ReadAllText(bench.At("id")).Should().Be(configuration);
        JsonNode metadata = JsonNode.Parse(File.ReadAllText(bench.At("meta")))!;
        ((string?)metadata["containerimage.config.digest"]).Should().Be(configuration);
        ((string?)metadata["containerimage.digest"]).Should().Be(bench.Digest("out"));
        ((string?)metadata["containerimage.descriptor"]!["digest"]).Should().Be(bench.Digest("out"));
        ((string?)metadata["image.name"]).Should().Be("docker.io/library/sample:1");
    }

    [SkippableFact]
    public void Metadata_file_says_what_each_step_used()
    {
        using Workbench bench = new();
        const string Busy = "FROM busybox\nRUN i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done; dd if=/dev/zero of=/file bs=64k count=64 conv=fsync\nCOPY file /copy\n";
        string context = bench.Context("context", ("Dockerfile", Busy), ("file", "content"));

        bench.BuildTo("out", context, "--metadata-file", bench.At("first")).Succeeded();
        bench.BuildTo("out", context, "--metadata-file", bench.At("second")).Succeeded();

        JsonArray steps = Steps(bench.At("first"));
        steps.Select(step => $"{step!["stage"]} {step["line"]} {step["outcome"]}").Should().Equal("0 2 miss", "0 3 miss");
        JsonNode usage = steps[0]!["figures"]!["usage"]!;
        ((long)usage["cpuTime"]!).Should().BeInRange(1_000, 60_000_000, "it is in microseconds");
        ((long)usage["peakMemoryInBytes"]!).Should().BeInRange(4 << 10, 1L << 30);
        ((long)usage["bytesRead"]!).Should().BeGreaterThanOrEqualTo(0);
        ((long)usage["bytesWritten"]!).Should().BeGreaterThanOrEqualTo(4 << 20);
        steps[1]!["figures"]!["usage"].Should().BeNull("no command ran");
        Steps(bench.At("second")).Select(step => $"{step!["outcome"]} {step["figures"]}").Should().Equal("hit ", "hit ");
    }

    [SkippableFact]
    public void Metadata_file_holds_the_warnings_where_buildx_would_write_them()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", "FROM busybox\nMAINTAINER me\n"));
        SharpbuildCommand wanting = new(bench.At("state")) { Settings = new() { Environment = new Dictionary<string, string?> { ["BUILDX_METADATA_WARNINGS"] = "1" } } };

        bench.With(wanting).BuildTo("out", context, "--metadata-file", bench.At("meta")).Succeeded();

        JsonNode warning = JsonNode.Parse(File.ReadAllText(bench.At("meta")))!["buildx.build.warnings"]!.AsArray().Single()!;
        Encoding.UTF8.GetString(Convert.FromBase64String((string)warning["short"]!)).Should().StartWith("MaintainerDeprecated: ").And.EndWith(" (line 2)");
        ((int)warning["range"]![0]!["start"]!["line"]!).Should().Be(2);
    }

    [SkippableFact]
    public void Several_outputs_come_from_one_build()
    {
        using Workbench bench = new();

        bench.BuildTo("out", MakeContext(bench), "-o", $"type=local,dest={bench.At("local")}", "-o", $"type=tar,dest={bench.At("tree.tar")}").Succeeded();

        File.ReadAllText(bench.At("local", "made")).Should().Be("made\n");
        ProcessRunner.Run("tar", ["-xOf", bench.At("tree.tar"), "made"]).Succeeded().Output.Should().Be("made\n");
        OciImage.Open(bench.At("out")).Merge().Entries.Should().ContainKey("made");
    }

    [SkippableFact]
    public void An_archive_that_is_written_while_its_layers_are_compressed_has_the_bytes_of_a_later_one()
    {
        using Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", "FROM busybox\nRUN echo 1 > /small\nRUN head -c 40000000 /dev/urandom > /big\nCOPY Dockerfile /\n"));

        string Archive(string name)
        {
            bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "-t", "sample:1", "-o", $"type=oci,dest={bench.At(name)}", context]).Succeeded();
            return ProcessRunner.Run("sha256sum", [bench.At(name)]).Succeeded().Text.Split(' ')[0];
        }

        Archive("second.tar").Should().Be(Archive("first.tar"));
        Directory.CreateDirectory(bench.At("layout"));
        ProcessRunner.Run("tar", ["-xf", bench.At("first.tar"), "-C", bench.At("layout")]).Succeeded();
        OciImage.Open(bench.At("layout")).Manifest["layers"]!.AsArray().Should().HaveCount(4);
    }

    [SkippableTheory]
    [InlineData("tar")]
    [InlineData("oci")]
    [InlineData("docker")]
    public void An_output_that_has_no_room_is_named(string type)
    {
        using Workbench bench = new();

        ProcessResult result = bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "-o", $"type={type},dest=/dev/full", MakeContext(bench)]);

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("the output \"/dev/full\" can't be written: No space left on device\n");
    }

    [SkippableFact]
    public void Destination_minus_is_standard_output()
    {
        using Workbench bench = new();
        string script = "\"$@\" > \"$0\"";
        string[] build = [SharpbuildCommand.Binary, "build", "--root", bench.At("state"), .. Workbench.Bases("busybox"), "-o", "type=tar,dest=-", MakeContext(bench)];

        ProcessRunner.Run("sh", ["-c", script, bench.At("tree.tar"), .. build]).Succeeded();

        ProcessRunner.Run("tar", ["-xOf", bench.At("tree.tar"), "file"]).Succeeded().Output.Should().Be("content");
    }

    [SkippableFact]
    public void A_failing_command_gives_exit_code_1_and_shows_line_and_output()
    {
        using Workbench bench = new();

        ProcessResult result = bench.BuildTo("out", bench.Context("context", ("Dockerfile", "FROM busybox\nRUN echo before; exit 7\n")));

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("before").And.Contain("Dockerfile:2").And.Contain("7");
        Directory.Exists(bench.At("out")).Should().BeFalse();
    }

    [SkippableFact]
    public void Wrong_usage_gives_exit_code_2()
    {
        using Workbench bench = new();

        bench.Sharpbuild.Build("--no-such-option", MakeContext(bench)).ExitCode.Should().Be(2);
    }

    private static JsonArray Steps(string metadataFile) => JsonNode.Parse(File.ReadAllText(metadataFile))!["sharpbuild.steps"]!.AsArray();

    private static string MakeContext(Workbench bench) => bench.Context("context", ("Dockerfile", Dockerfile), ("file", "content"));
}
