using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>Image layouts and docker archives on disk whose files are not what their names and documents say.</summary>
public sealed class LayoutTests
{
    private static readonly Dictionary<string, Action<AttackBench, string>> Layouts = new()
    {
        ["layer is a link to the host"] = (bench, layout) => Replace(LayerOf(layout), path => File.CreateSymbolicLink(path, bench.Canary.At("secret"))),
        ["layer is a link to shadow"] = (_, layout) => Replace(LayerOf(layout), path => File.CreateSymbolicLink(path, "/etc/shadow")),
        ["layer is an endless device"] = (_, layout) => Replace(LayerOf(layout), path => Node(path, "c", "1", "5")),
        ["layer is a pipe"] = (_, layout) => Replace(LayerOf(layout), path => Node(path, "p")),
        ["layer is a directory"] = (_, layout) => Replace(LayerOf(layout), path => Directory.CreateDirectory(path)),
        ["layer is empty"] = (_, layout) => File.WriteAllText(LayerOf(layout), ""),
        ["layer is cut off"] = (_, layout) => Cut(LayerOf(layout), -700),
        ["layer is longer"] = (_, layout) => File.AppendAllText(LayerOf(layout), new string('\0', 1024)),
        ["layer has other bytes"] = (_, layout) => Flip(LayerOf(layout), 300),
        ["layer is missing"] = (_, layout) => File.Delete(LayerOf(layout)),
        ["configuration is a link to the host"] = (bench, layout) => Replace(ConfigurationOf(layout), path => File.CreateSymbolicLink(path, bench.Canary.At("secret"))),
        ["configuration is a pipe"] = (_, layout) => Replace(ConfigurationOf(layout), path => Node(path, "p")),
        ["configuration has other bytes"] = (_, layout) => Flip(ConfigurationOf(layout), 10),
        ["manifest is an endless device"] = (_, layout) => Replace(ManifestOf(layout), path => Node(path, "c", "1", "5")),
        ["manifest has other bytes"] = (_, layout) => Flip(ManifestOf(layout), 5),
        ["blobs lead to the host"] = (bench, layout) => Replace(Path.Combine(layout, "blobs"), path => File.CreateSymbolicLink(path, bench.Canary.At())),
        ["index is a link to the host"] = (bench, layout) => Replace(Path.Combine(layout, "index.json"), path => File.CreateSymbolicLink(path, bench.Canary.At("secret"))),
        ["index is a pipe"] = (_, layout) => Replace(Path.Combine(layout, "index.json"), path => Node(path, "p")),
        ["index is an endless device"] = (_, layout) => Replace(Path.Combine(layout, "index.json"), path => Node(path, "c", "1", "5")),
        ["index is a directory"] = (_, layout) => Replace(Path.Combine(layout, "index.json"), path => Directory.CreateDirectory(path)),
        ["index is missing"] = (_, layout) => File.Delete(Path.Combine(layout, "index.json")),
        ["index is empty"] = (_, layout) => File.WriteAllText(Path.Combine(layout, "index.json"), ""),
        ["index is 100,000 deep"] = (_, layout) => File.WriteAllText(Path.Combine(layout, "index.json"), string.Concat(Enumerable.Repeat("{\"manifests\":[", 100_000))),
        ["index of 200 MB"] = (_, layout) => Sparse(Path.Combine(layout, "index.json"), 200_000_000),
        ["index without manifests"] = (_, layout) => Index(layout, index => index.Remove("manifests")),
        ["index of nulls"] = (_, layout) => Index(layout, index => index["manifests"] = new JsonArray(null, null)),
        ["index whose digest is a path"] = (_, layout) => Entry(layout, entry => entry["digest"] = "sha256:../../../host/secret"),
        ["index whose algorithm is a path"] = (_, layout) => Entry(layout, entry => entry["digest"] = "../../../../host:secret"),
        ["index whose digest is absolute"] = (bench, layout) => Entry(layout, entry => entry["digest"] = "sha256:" + bench.Canary.At("secret")),
        ["index whose size is negative"] = (_, layout) => Entry(layout, entry => entry["size"] = -1),
        ["index whose size is huge"] = (_, layout) => Entry(layout, entry => entry["size"] = long.MaxValue),
        ["index with control characters"] = (_, layout) => Entry(layout, entry => entry["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = "\u001b[2Jx" }),
        ["index that leads to itself"] = (_, layout) => Entry(layout, entry => entry["mediaType"] = "application/vnd.oci.image.index.v1+json"),
        ["marker is missing"] = (_, layout) => File.Delete(Path.Combine(layout, "oci-layout")),
        ["marker of another version"] = (_, layout) => File.WriteAllText(Path.Combine(layout, "oci-layout"), "{\"imageLayoutVersion\":\"9.\u001b[2J\"}"),
        ["marker is a pipe"] = (_, layout) => Replace(Path.Combine(layout, "oci-layout"), path => Node(path, "p")),
    };

    private static readonly Dictionary<string, Func<AttackBench, TarBytes>> Archives = new()
    {
        ["layer with parents"] = bench => Archive("config.json", "../../host/secret", bench),
        ["layer is absolute"] = bench => Archive("config.json", bench.Canary.At("secret"), bench),
        ["layer is a link to the host"] = bench => Archive("config.json", "l", bench).Symlink("l", bench.Canary.At("secret")),
        ["layer is a hard link to the host"] = bench => Archive("config.json", "l", bench).Hardlink("l", bench.Canary.At("secret")),
        ["layer is a link to itself"] = bench => Archive("config.json", "l", bench).Symlink("l", "l"),
        ["links in a ring"] = bench => Archive("config.json", "a", bench).Symlink("a", "b").Symlink("b", "a"),
        ["configuration is a link to the host"] = bench => Archive("l", "layer.tar", bench).Symlink("l", bench.Canary.At("secret")),
        ["configuration with parents"] = bench => Archive("../../host/secret", "layer.tar", bench),
        ["configuration is missing"] = bench => Archive("none.json", "layer.tar", bench),
        ["layer is missing"] = bench => Archive("config.json", "none.tar", bench),
        ["layer is a directory"] = bench => Archive("config.json", "d", bench).Directory("d"),
        ["layer is no tar"] = bench => Archive("config.json", "t", bench).File("t", new string('x', 2000)),
        ["manifest is null"] = _ => new TarBytes().File("manifest.json", "null"),
        ["manifest is an object"] = _ => new TarBytes().File("manifest.json", "{}"),
        ["manifest is deep"] = _ => new TarBytes().File("manifest.json", new string('[', 50_000)),
        ["manifest of nulls"] = _ => new TarBytes().File("manifest.json", "[{\"Config\":null,\"RepoTags\":[null],\"Layers\":[null]}]"),
        ["manifest is a link to the host"] = bench => new TarBytes().Symlink("manifest.json", bench.Canary.At("secret")),
        ["no manifest"] = _ => new TarBytes().File("x", "x"),
        ["two manifests"] = bench => Archive("config.json", "layer.tar", bench).File("manifest.json", "[]"),
        ["names with control characters"] = bench => Archive("config.json", "\\u001b[2J\\u0007", bench),
        ["nothing"] = _ => new TarBytes(),
    };

    public static TheoryData<string> LayoutNames => [.. Layouts.Keys];

    public static TheoryData<string> ArchiveNames => [.. Archives.Keys];

    [SkippableTheory]
    [MemberData(nameof(LayoutNames))]
    public void A_layout_is_data(string name)
    {
        Requires.Root();
        using AttackBench bench = new();
        string[] hostile = bench.Base([BaseImages.BusyboxTree().WriteTo]);
        Layouts[name](bench, Directory.GetDirectories(bench.At(), "hostile-*").Single());
        bench.With("Dockerfile", "FROM hostile\nRUN true\nCOPY --from=hostile /bin /b\n");

        ProcessResult result = bench.Build(hostile);

        ExpectMessage(result);
    }

    [SkippableTheory]
    [MemberData(nameof(ArchiveNames))]
    public void A_docker_archive_is_data(string name)
    {
        Requires.Root();
        using AttackBench bench = new();
        File.WriteAllBytes(bench.At("image.tar"), Archives[name](bench).ToArray());
        bench.With("Dockerfile", "FROM hostile\nCOPY --from=hostile / /all\n");

        ProcessResult result = bench.Build("--build-context", $"hostile=docker-archive://{bench.At("image.tar")}");

        ExpectMessage(result);
    }

    private static void ExpectMessage(ProcessResult result)
    {
        result.ExitCode.Should().Be(1, result.Error);
        result.Error.Should().Contain(": ");
    }

    private static TarBytes Archive(string configuration, string layer, AttackBench bench)
    {
        byte[] content = new TarBytes().File("f", "f").ToArray();
        string diffId = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
        return new TarBytes()
            .File("manifest.json", $$"""[{"Config":"{{configuration}}","RepoTags":["a:b"],"Layers":["{{layer}}"]}]""")
            .File("config.json", $$$"""{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:{{{diffId}}}"]}}""")
            .Header("layer.tar", '0', content.Length).Content(content);
    }

    private static string ManifestOf(string layout) => BlobOf(layout, JsonNode.Parse(File.ReadAllText(Path.Combine(layout, "index.json")))!["manifests"]![0]!);

    private static string ConfigurationOf(string layout) => BlobOf(layout, JsonNode.Parse(File.ReadAllText(ManifestOf(layout)))!["config"]!);

    private static string LayerOf(string layout) => BlobOf(layout, JsonNode.Parse(File.ReadAllText(ManifestOf(layout)))!["layers"]![0]!);

    private static string BlobOf(string layout, JsonNode descriptor) => Path.Combine(layout, "blobs", ((string)descriptor["digest"]!).Replace(':', '/'));

    private static void Index(string layout, Action<JsonObject> change)
    {
        string path = Path.Combine(layout, "index.json");
        JsonObject index = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(index);
        File.WriteAllText(path, index.ToJsonString());
    }

    private static void Entry(string layout, Action<JsonObject> change) => Index(layout, index => change(index["manifests"]![0]!.AsObject()));

    private static void Replace(string path, Action<string> make)
    {
        ProcessRunner.Run("rm", ["-rf", path]).Succeeded();
        make(path);
    }

    private static void Node(string path, params string[] kind) => ProcessRunner.Run("mknod", [path, .. kind]).Succeeded();

    private static void Cut(string path, int more)
    {
        using FileStream file = File.OpenWrite(path);
        file.SetLength(file.Length + more);
    }

    private static void Sparse(string path, long length)
    {
        using FileStream file = File.OpenWrite(path);
        file.SetLength(length);
    }

    private static void Flip(string path, int place)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[place] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
