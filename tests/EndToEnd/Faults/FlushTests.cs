using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Faults;

/// <summary>What builds flush to the disk, and when: see docs/performance.md.</summary>
public sealed class FlushTests
{
    private const string Dockerfile = "FROM busybox\nRUN head -c 20000000 /dev/urandom > /file\nCOPY Dockerfile /\n";

    [SkippableFact]
    public void The_store_waits_for_the_disk_where_it_names_the_image()
    {
        Requires.Root();
        using Workbench bench = new();

        string[] flushes = Build(bench, "-t", "app:1");

        Of("sync_file_range", flushes).Should().NotBeEmpty("a large layer begins to be written while it is made");
        Of("fsync", flushes).Should().Contain(Named(bench));
    }

    [SkippableFact]
    public void An_output_beside_the_store_does_not_wait_for_the_stores_files()
    {
        Requires.Root();
        using Workbench bench = new();

        string[] flushes = Build(bench, "-o", $"type=oci,dest={bench.At("out.tar")}");

        Of("fsync", flushes).Should().ContainSingle(path => path.StartsWith(bench.At(), StringComparison.Ordinal), "the archive alone is flushed");
        Of("sync_file_range", flushes).Should().NotBeEmpty().And.NotContain(path => path.StartsWith(bench.At("state"), StringComparison.Ordinal));
    }

    [SkippableFact]
    public void A_name_waits_for_blobs_that_another_build_has_left_unflushed()
    {
        Requires.Root();
        using Workbench bench = new();
        Build(bench, "-o", $"type=oci,dest={bench.At("out.tar")},compression=uncompressed");

        string[] flushes = Build(bench, "-t", "app:1");

        Of("fsync", flushes).Should().Contain(Named(bench));
        Build(bench, "-t", "app:1").Should().BeEmpty("nothing changes any more");
    }

    private static string[] Of(string call, string[] flushes) => [.. flushes.Where(line => line.StartsWith(call + " ", StringComparison.Ordinal)).Select(line => line[(call.Length + 1)..])];

    /// <summary>The blobs that the image's name leads to.</summary>
    private static string[] Named(Workbench bench)
    {
        string images = bench.At("state", "images");
        JsonNode index = JsonNode.Parse(File.ReadAllText(Path.Combine(images, "index.json")))!;
        JsonObject manifest = OciImage.Open(images).Manifest;
        JsonNode?[] descriptors = [index["manifests"]![0], manifest["config"], .. manifest["layers"]!.AsArray()];
        return [.. descriptors.Select(descriptor => Path.Combine(images, "blobs", ((string)descriptor!["digest"]!).Replace(':', '/')))];
    }

    /// <summary>Builds, and tells the flushes: the call and the path.</summary>
    private static string[] Build(Workbench bench, params string[] output)
    {
        string log = bench.At($"flushes-{Guid.NewGuid():N}");
        ProcessSettings settings = new()
        {
            Environment = new Dictionary<string, string?> { ["LD_PRELOAD"] = FaultBench.FailingLibrary(bench.At("failing.so")), ["FAIL_FLUSHES"] = log },
        };
        SharpbuildCommand command = new(bench.At("state")) { Settings = settings };
        command.Build([.. Workbench.Bases("busybox"), .. output, bench.Context("context", ("Dockerfile", Dockerfile))]).Succeeded();
        return File.Exists(log) ? File.ReadAllLines(log) : [];
    }
}
