using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Samples;

/// <summary>Every sample Dockerfile builds and does what its comment says.</summary>
public sealed class SampleTests
{
    [Fact]
    public void Every_sample_has_a_test()
    {
        IEnumerable<string?> samples = Directory.GetDirectories(Path.Combine(Repository.Root, "samples", "dockerfiles")).Select(Path.GetFileName);

        samples.Should().BeEquivalentTo("hello", "layer-ordering", "multi-stage", "secrets", "cache-mount", "heredoc", "non-root");
    }

    [SkippableFact]
    public void Hello_ships_only_the_program()
    {
        using Workbench bench = new();

        ImageLayers tree = bench.Image("out", bench.CopyOf("samples", "dockerfiles", "hello")).Merge();

        tree.Entries["usr/bin/hello"].ToString().Should().StartWith("f 0755 0:0 ");
        tree.Entries.Keys.Should().NotContain(path => path.StartsWith("src", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Multi_stage_image_holds_one_static_program()
    {
        Requires.Root();
        using Workbench bench = new();
        string context = bench.CopyOf("samples", "dockerfiles", "multi-stage");
        string[] options = [.. Workbench.Bases("debian"), "--network", "host", "-f"];

        ImageLayers slim = bench.Image("slim", context, [.. options, Path.Combine(context, "Dockerfile.slim")]).Merge();
        ImageLayers fat = bench.Image("fat", context, [.. options, Path.Combine(context, "Dockerfile.fat")]).Merge();

        slim.Entries.Keys.Should().Equal("main");
        fat.Entries["usr/local/bin/main"].ToString().Should().Be(slim.Entries["main"].ToString());
        fat.Entries.Should().ContainKey("usr/bin/gcc");
        SizeOf(bench, "slim").Should().BeLessThan(2_000_000).And.BeLessThan(SizeOf(bench, "fat") / 50);
    }

    private static long SizeOf(Workbench bench, string output)
    {
        string report = bench.Sharpbuild.Run("size", "--format", "json", $"oci-layout://{bench.At(output)}").Succeeded().Output;
        return System.Text.Json.Nodes.JsonNode.Parse(report)!["totalBytes"]!.GetValue<long>();
    }

    [SkippableFact]
    public void Secrets_reach_the_command_and_no_layer()
    {
        using Workbench bench = new();
        string token = bench.Context("tokens", ("token", "s3cr3t-value"));

        OciImage image = bench.Image("out", bench.CopyOf("samples", "dockerfiles", "secrets"), "--secret", $"id=token,src={token}/token");

        image.Merge().Entries.Keys.Should().Contain("token-length").And.NotContain(path => path.Contains("run/secrets/", StringComparison.Ordinal));
        string everything = bench.At("out");
        ProcessRunner.Run("grep", ["-rlF", "s3cr3t-value", everything, bench.Sharpbuild.Root]).Text.Should().BeEmpty();
    }

    [SkippableFact]
    public void Cache_mount_survives_into_the_next_build()
    {
        using Workbench bench = new();
        string context = bench.CopyOf("samples", "dockerfiles", "cache-mount");

        ImageLayers first = bench.Image("first", context).Merge();
        ImageLayers second = bench.Image("second", context, "--build-arg", "VERSION=2").Merge();

        first.Entries["how"].Content.Should().StartWith("11 ", "it was \"downloaded\"");
        second.Entries["how"].Content.Should().StartWith("7 ", "it was \"reused\"");
        second.Entries.Should().ContainKey("usr/bin/tool-2");
    }

    [SkippableFact]
    public void Heredocs_write_scripts_and_files()
    {
        using Workbench bench = new();

        ImageLayers tree = bench.Image("out", bench.CopyOf("samples", "dockerfiles", "heredoc")).Merge();

        tree.Entries["srv/www/year"].Content.Should().StartWith("5 ");
        tree.Entries["srv/www/index.html"].Content.Should().StartWith("78 ", "variables are expanded");
        tree.Entries["srv/www/robots.txt"].Content.Should().StartWith("23 ", "a quoted delimiter keeps the text");
    }

    [SkippableFact]
    public void Non_root_user_owns_only_its_files()
    {
        using Workbench bench = new();

        OciImage image = bench.Image("out", bench.CopyOf("samples", "dockerfiles", "non-root"));

        image.Merge().Entries["home/app/settings.conf"].ToString().Should().StartWith("f 0644 1000:1000 14 ");
        ((string?)image.Configuration["config"]!["User"]).Should().Be("app");
    }
}
