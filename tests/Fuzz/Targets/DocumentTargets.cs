using System.Collections.Immutable;
using System.Text;
using Sharpbuild.Builder.SharedCaches;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Fuzz.Targets;

/// <summary>The JSON documents of images: what is read can be written, and reads the same again.</summary>
internal static class DocumentTargets
{
    private const string Hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static readonly string[] Tokens =
    [
        "{", "}", "[", "]", ",", ":", "null", "true", "\"\"", "\"", "0", "-1", "1e999", "9223372036854775808", "\\u0000", "\\ud800", "\"layers\":[]", "\"manifests\":[]", "\"config\":null", "\"size\":", "\"digest\":",
        $"\"sha256:{Hex}\"", "\"mediaType\":", "\"urls\":[\"x\"]", "\"platform\":{\"os\":\"linux\"}", "[[[[[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":", "\"Env\":[null]", "\"Healthcheck\":{}", "\"Labels\":{\"a\":null}", " ", "\n", "\uFEFF",
    ];

    private static readonly string Layer = $$$$"""{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:{{{{Hex}}}}","size":7,"annotations":{"a":"b"}}""";

    private static readonly string[] Manifests =
    [
        $$$$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:{{{{Hex}}}}","size":2},"layers":[{{{{Layer}}}}],"annotations":{"k":"v"}}""",
        $$$$"""{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{"mediaType":"application/vnd.docker.container.image.v1+json","digest":"sha256:{{{{Hex}}}}","size":2},"layers":[]}""",
    ];

    private static readonly string[] Indexes =
        [$$$$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:{{{{Hex}}}}","size":9,"platform":{"architecture":"arm64","os":"linux","variant":"v8","os.features":["x"]}}]}"""];

    private static readonly string[] Configurations =
    [
        $$$$"""
        {"created":"2024-01-01T00:00:00.5Z","author":"a","architecture":"amd64","os":"linux","config":{"User":"1:2","ExposedPorts":{"80/tcp":{}},"Env":["A=b"],"Entrypoint":["x"],"Cmd":null,"Volumes":{"/v":{}},"WorkingDir":"/w",
        "Labels":{"l":"m"},"StopSignal":"TERM","Shell":["sh"],"OnBuild":["RUN x"],"Healthcheck":{"Test":["CMD","x"],"Interval":1000000000,"Retries":3}},"rootfs":{"type":"layers","diff_ids":["sha256:{{{{Hex}}}}"]},
        "history":[{"created":"2024-01-01T00:00:00Z","created_by":"x","comment":"c","empty_layer":true}]}
        """,
    ];

    private static readonly string[] Archives = ["""[{"Config":"c.json","RepoTags":["a:1",null],"Layers":["l/layer.tar","../x"]}]"""];

    private static readonly string[] Caches =
    [
        $$$$"""
        {"version":1,"form":{"kind":"gzip","level":6,"format":3},"steps":[{"key":"{{{{Hex}}}}","stage":"build","ordinal":1,"text":"RUN make","parts":[{"name":"command","value":"make"}],"diffId":"sha256:{{{{Hex}}}}",
        "contentDigest":"sha256:{{{{Hex}}}}","sizeInBytes":7,"createdAt":"2026-01-01T00:00:00Z","milliseconds":12,"layer":0}],"files":[{"fingerprint":"f","layer":0}],"selections":[{"name":"s","value":"f"}]}
        """,
    ];

    public static FuzzTarget Manifest() => Target("manifest", Manifests, json =>
    {
        ImageManifest manifest = ManifestJson.ReadManifest(json);
        byte[] written = ManifestJson.Write(manifest);
        Same(written, ManifestJson.Write(ManifestJson.ReadManifest(written)));
    });

    public static FuzzTarget Index() => Target("index", Indexes, json =>
    {
        ImageIndex index = ManifestJson.ReadIndex(json);
        byte[] written = ManifestJson.Write(index);
        Same(written, ManifestJson.Write(ManifestJson.ReadIndex(written)));
    });

    public static FuzzTarget Configuration() => Target("configuration", Configurations, json =>
    {
        ImageConfig config = ConfigJson.Read(json);
        byte[] written = ConfigJson.Write(config);
        Same(written, ConfigJson.Write(ConfigJson.Read(written)));
    });

    public static FuzzTarget DockerArchive() => Target("docker-archive", Archives, json => _ = DockerArchiveJson.Read(json).Length);

    public static FuzzTarget Cache() => Target("cache", Caches, json =>
    {
        ImmutableArray<Descriptor> layers = [new Descriptor(MediaTypes.OciLayerGzip, Digest.Parse($"sha256:{Hex}"), 7)];
        byte[] written = CacheConfigJson.Write(CacheConfigJson.Read(json, layers), layers);
        Same(written, CacheConfigJson.Write(CacheConfigJson.Read(written, layers), layers));
    });

    private static FuzzTarget Target(string name, string[] seeds, Action<byte[]> read) =>
        new(name, DockerfileSeeds.Bytes(seeds), DockerfileSeeds.Bytes(Tokens), input => Execute(input, read)) { LongestInput = 1200 };

    private static void Execute(byte[] input, Action<byte[]> read)
    {
        try
        {
            read(input);
        }
        catch (InvalidContentException)
        {
            // What is said to malformed documents.
        }
    }

    private static void Same(byte[] once, byte[] twice)
    {
        if (!once.AsSpan().SequenceEqual(twice))
        {
            throw new InvalidOperationException($"{Encoding.UTF8.GetString(once)} was written, and then {Encoding.UTF8.GetString(twice)}");
        }
    }
}
