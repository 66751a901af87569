using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.CommandLine;

/// <summary>Commands on the store: images, inspect, tag, rmi, du, prune.</summary>
public sealed class StoreTests
{
    [SkippableFact]
    public void Images_and_tag_and_rmi_change_names_only_as_asked()
    {
        using Workbench bench = Built();

        bench.Sharpbuild.Run("tag", "sample:1", "other:2").Succeeded();
        string both = bench.Sharpbuild.Run("images").Succeeded().Output;
        bench.Sharpbuild.Run("rmi", "sample:1").Succeeded();
        string one = bench.Sharpbuild.Run("images").Succeeded().Output;

        both.Should().Contain("sample").And.Contain("other");
        one.Should().NotContain("sample").And.Contain("other");
    }

    [SkippableFact]
    public void The_state_directory_may_be_named_before_the_command()
    {
        using Workbench bench = Built();
        string state = bench.Sharpbuild.Root;

        foreach (string[] words in (string[][])[["--root", state, "images"], [$"--root={state}", "images"], ["images", "--root", state]])
        {
            ProcessRunner.Run(SharpbuildCommand.Binary, words).Succeeded().Output.Should().Contain("sample");
        }
    }

    [SkippableFact]
    public void Inspect_shows_the_configuration()
    {
        using Workbench bench = Built();

        JsonNode inspected = JsonNode.Parse(bench.Sharpbuild.Run("inspect", "sample:1").Succeeded().Output)!;

        inspected.ToJsonString().Should().Contain("org.example.kind");
    }

    [SkippableFact]
    public void An_image_that_was_removed_is_not_found()
    {
        using Workbench bench = Built();
        bench.Sharpbuild.Run("rmi", "sample:1").Succeeded();

        ProcessResult result = bench.Sharpbuild.Run("inspect", "sample:1");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("sample:1");
    }

    [SkippableFact]
    public void A_layer_of_a_base_in_the_store_that_is_lost_is_named()
    {
        using Workbench bench = new();
        bench.Image("first", bench.Context("first-context", ("Dockerfile", "FROM busybox\nRUN echo made > /made\n")), "-t", "base:1", "-o", "type=image");
        string layer = OciImage.Open(bench.At("first")).DiffIds[^1];
        File.Delete(bench.At("state", "images", "blobs", "sha256", layer["sha256:".Length..]));

        ProcessResult failed = bench.BuildTo("second", bench.Context("second-context", ("Dockerfile", "FROM base:1\nRUN echo more > /more\n")));

        failed.ExitCode.Should().Be(1);
        failed.Error.Should().Contain($"blob {layer} is missing from {bench.At("state", "images")}").And.NotContain("   at ");
        failed.Error.Split("building again").Should().HaveCountLessThan(5);
    }

    [SkippableFact]
    public void Prune_frees_what_du_counted_and_keeps_tagged_images()
    {
        using Workbench bench = Built();
        string before = bench.Sharpbuild.Run("du").Succeeded().Output;

        bench.Sharpbuild.Run("prune", "--all", "--force").Succeeded();
        string after = bench.Sharpbuild.Run("du").Succeeded().Output;

        after.Should().NotBe(before);
        bench.Sharpbuild.Run("inspect", "sample:1").Succeeded();
    }

    [SkippableFact]
    public void The_store_s_images_are_an_oci_layout_that_skopeo_reads()
    {
        Requires.Program("skopeo");
        using Workbench bench = Built();

        JsonNode index = JsonNode.Parse(File.ReadAllText(bench.At("state", "images", "index.json")))!;
        string name = (string)index["manifests"]![0]!["annotations"]!["org.opencontainers.image.ref.name"]!;

        string reference = $"oci:{bench.At("state", "images")}:{name}";
        ProcessRunner.Run("skopeo", ["--insecure-policy", "inspect", reference]).Succeeded().Output.Should().Contain("org.example.kind");
    }

    private static Workbench Built()
    {
        Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", "FROM busybox\nLABEL org.example.kind=sample\nRUN echo made > /made\n"));
        bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "-t", "sample:1", context]).Succeeded();
        return bench;
    }
}
