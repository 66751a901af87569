using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>Registries that lie about one thing; all else they serve is a good image of one layer.</summary>
public sealed class RegistryTests
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private const string IndexType = "application/vnd.oci.image.index.v1+json";
    private const string LayerType = "application/vnd.oci.image.layer.v1.tar+gzip";

    private static readonly byte[] Tar = new TarBytes().Directory("d").File("d/f", "content").ToArray();
    private static readonly byte[] Layer = Gzip(Tar);
    private static readonly byte[] Config = Encoding.UTF8.GetBytes($$$"""{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["{{{DigestOf(Tar)}}}"]},"history":[]}""");
    private static readonly string Manifest = ManifestOf(Layer, LayerType);

    private static readonly Dictionary<string, (Func<string, TestRequest, TestReply?> Lie, string? Error)> Lies = new()
    {
        ["nothing"] = ((_, _) => null, null),
        ["manifest without end"] = (When("manifests", _ => new TestReply(200, new byte[1 << 16], "Content-Type: " + ManifestType) { Length = -1, IsEndless = true }), "127.0.0.1"),
        ["manifest of 5 MiB"] = (When("manifests", _ => Json(new string(' ', 5 << 20) + Manifest)), "127.0.0.1"),
        ["manifest is HTML"] = (When("manifests", _ => new TestReply(200, "<html>\u001b[2J", "Content-Type: text/html")), "127.0.0.1"),
        ["manifest is empty"] = (When("manifests", _ => Json("")), "127.0.0.1"),
        ["manifest is null"] = (When("manifests", _ => Json("null")), "127.0.0.1"),
        ["manifest is an array"] = (When("manifests", _ => Json("[]")), "127.0.0.1"),
        ["manifest is 100,000 deep"] = (When("manifests", _ => Json(Manifest[..^1] + ",\"a\":" + new string('[', 100_000) + new string(']', 100_000) + "}")), "127.0.0.1"),
        ["layers and manifests"] = (When("manifests", _ => Json(Manifest[..^1] + ",\"manifests\":[]}")), "ambiguous"),
        ["keys that differ"] = (When("manifests", _ => Json(Manifest[..^1] + ",\"layers\":[]}")), "layers"),
        ["escaped keys that differ"] = (When("manifests", _ => Json(Manifest[..^1] + ",\"l\\u0061yers\":[]}")), "layers"),
        ["media type of the header differs"] = (When("manifests", _ => new TestReply(200, Manifest, "Content-Type: " + IndexType)), "127.0.0.1"),
        ["schema 1"] = (When("manifests", _ => new TestReply(200, "{\"schemaVersion\":1,\"fsLayers\":[]}", "Content-Type: application/vnd.docker.distribution.manifest.v1+json")), "127.0.0.1"),
        ["index in a ring"] = (When("manifests", _ => IndexOf()), "127.0.0.1"),
        ["digest of another manifest"] = (When("manifests", _ => Json(Manifest, "Docker-Content-Digest: sha256:" + new string('a', 64))), "sha256:"),
        ["configuration of other bytes"] = (Blob(Config, _ => Bytes([.. Config, (byte)' '])), "127.0.0.1"),
        ["configuration without end"] = (Blob(Config, _ => new TestReply(200, new byte[1 << 16]) { Length = -1, IsEndless = true }), "127.0.0.1"),
        ["layer of other bytes"] = (Blob(Layer, _ => Bytes([.. Layer[..^8], (byte)(Layer[^8] ^ 1), .. Layer[^7..]])), "sha256:"),
        ["layer is too long"] = (Blob(Layer, _ => Bytes([.. Layer, 0])), "127.0.0.1"),
        ["layer without end"] = (Blob(Layer, _ => new TestReply(200, new byte[1 << 16]) { Length = -1, IsEndless = true }), "sha256:"),
        ["layer is cut off"] = (Blob(Layer, _ => new TestReply(200, Layer) { BreakAfter = 20 }), "sha256:"),
        ["layer is missing"] = (Blob(Layer, _ => new TestReply(404, "{}")), "127.0.0.1"),
        ["redirect to a file"] = (Blob(Layer, _ => new TestReply(307, "", "Location: file:///etc/shadow")), "file"),
        ["redirect without end"] = (Blob(Layer, request => new TestReply(307, "", "Location: " + request.Target)), "redirects"),
        ["redirect to nothing"] = (Blob(Layer, _ => new TestReply(307, "")), "127.0.0.1"),
        ["redirect with control characters"] = (Blob(Layer, _ => new TestReply(307, "", "Location: http://\u001b[2J/")), ""),
        ["forbidden with control characters"] = (When("manifests", _ => new TestReply(403, "{\"errors\":[{\"code\":\"DENIED\u0007\",\"message\":\"\\u001b[2Jx\\r\\ny\"}]}")), "127.0.0.1"),
        ["error of 10 MiB"] = (When("manifests", _ => new TestReply(403, new string('e', 10 << 20))), "127.0.0.1"),
        ["unauthorised for ever"] = (When("", _ => new TestReply(401, "", "WWW-Authenticate: Basic realm=\"x\"")), "127.0.0.1"),
        ["realm is a file"] = (When("", _ => new TestReply(401, "", "WWW-Authenticate: Bearer realm=\"file:///etc/shadow\",service=\"x\"")), "127.0.0.1"),
        ["realm is no address"] = (When("", _ => new TestReply(401, "", "WWW-Authenticate: Bearer realm=\"\u001b[2J\"")), "127.0.0.1"),
        ["challenge is malformed"] = (When("", _ => new TestReply(401, "", "WWW-Authenticate: Bearer realm=\"x,,=\"\"")), "127.0.0.1"),
        ["too many requests for ever"] = (When("manifests", _ => new TestReply(429, "", "Retry-After: 0")), "127.0.0.1"),
        ["retry after a century"] = (When("manifests", _ => new TestReply(404, "", "Retry-After: 3155760000")), "127.0.0.1"),
        ["internal errors for ever"] = (When("manifests", _ => new TestReply(500, "\u001b[2J")), "127.0.0.1"),
        ["headers of 1 MiB"] = (When("manifests", _ => Json(Manifest, "X: " + new string('x', 1 << 20))), "127.0.0.1"),
        ["answer is no HTTP"] = (When("manifests", _ => new TestReply(0, "")), "127.0.0.1"),
    };

    public static TheoryData<string> Names => [.. Lies.Keys];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void A_lie_is_found_out(string name)
    {
        Requires.Root();
        (Func<string, TestRequest, TestReply?> lie, string? error) = Lies[name];
        using AttackBench bench = new();
        using TestServer server = new(request => lie(request.Target, request) ?? Truth(request.Target));
        bench.With("Dockerfile", $"FROM {server.Address}/a/b:c\nCOPY --from={server.Address}/a/b:c /d/f /g\n");

        ProcessResult result = bench.Build();

        if (error is null)
        {
            result.Succeeded();
            bench.Image().Keys.Should().BeEquivalentTo("d", "d/f", "g");
            return;
        }

        result.ExitCode.Should().Be(1, result.Error);
        result.Error.Contains(error, StringComparison.Ordinal).Should().BeTrue(result.Error);
    }

    [SkippableFact]
    public void A_reference_by_digest_is_that_content_or_nothing()
    {
        Requires.Root();
        using AttackBench bench = new();
        string asked = "sha256:" + new string('a', 64);
        using TestServer server = new(request => request.Target.Contains(asked, StringComparison.Ordinal) ? Json(Manifest, "Docker-Content-Digest: " + asked) : Truth(request.Target));
        bench.With("Dockerfile", $"FROM {server.Address}/a/b@{asked}\nLABEL a=b\n");

        ProcessResult result = bench.Build();

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain(asked);
    }

    [SkippableFact]
    public void Credentials_of_one_registry_reach_no_other_server()
    {
        Requires.Root();
        using AttackBench bench = new();
        using TestServer other = new(_ => new TestReply(200, "{\"token\":\"t\"}"));
        using TestServer server = new(request => request.Target.Contains("/blobs/", StringComparison.Ordinal)
            ? new TestReply(307, "", $"Location: http://{other.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)}{request.Target}")
            : new TestReply(401, "", $"WWW-Authenticate: Bearer realm=\"http://localhost:{other.Address.Split(':')[1]}/token\",service=\"s\""));
        bench.With("Dockerfile", $"FROM {server.Address}/a/b:c\nLABEL a=b\n");
        Directory.CreateDirectory(bench.At("docker"));
        File.WriteAllText(bench.At("docker", "config.json"), $$$"""{"auths":{"{{{server.Address}}}":{"auth":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + Canary.Text))}}}"} } }""");

        bench.Build();

        other.Requests.Select(request => request.Header("Authorization")).Should().AllBeEquivalentTo((string?)null);
    }

    private static Func<string, TestRequest, TestReply?> When(string part, Func<TestRequest, TestReply> reply) =>
        (target, request) => target.Contains(part, StringComparison.Ordinal) ? reply(request) : null;

    private static Func<string, TestRequest, TestReply?> Blob(byte[] blob, Func<TestRequest, TestReply> reply) => When("/blobs/" + DigestOf(blob), reply);

    private static TestReply Truth(string target) => target switch
    {
        "/v2/" => new TestReply(200, "{}"),
        _ when target.Contains("/manifests/", StringComparison.Ordinal) => Json(Manifest),
        _ when target.EndsWith(DigestOf(Config), StringComparison.Ordinal) => Bytes(Config),
        _ when target.EndsWith(DigestOf(Layer), StringComparison.Ordinal) => Bytes(Layer),
        _ => new TestReply(404, "{}"),
    };

    private static TestReply IndexOf()
    {
        // An index whose only entry is the index itself can not be made, but one that is always served can.
        string own = $$$"""{"schemaVersion":2,"mediaType":"{{{IndexType}}}","manifests":[{"mediaType":"{{{IndexType}}}","digest":"sha256:{{{new string('d', 64)}}}","size":9,"platform":{"os":"linux","architecture":"amd64"}}]}""";
        return new TestReply(200, own, "Content-Type: " + IndexType);
    }

    private static TestReply Json(string text, params string[] headers) => new(200, text, ["Content-Type: " + ManifestType, .. headers]);

    private static TestReply Bytes(byte[] body) => new(200, body, "Content-Type: application/octet-stream");

    private static string ManifestOf(byte[] layer, string layerType) =>
        $$$"""{"schemaVersion":2,"mediaType":"{{{ManifestType}}}","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{{DigestOf(Config)}}}","size":{{{Config.Length}}}},"layers":[{"mediaType":"{{{layerType}}}","digest":"{{{DigestOf(layer)}}}","size":{{{layer.Length}}}}]}""";

    private static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    private static byte[] Gzip(byte[] content)
    {
        using MemoryStream output = new();
        using (GZipStream gzip = new(output, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return output.ToArray();
    }
}
