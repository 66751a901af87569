using System.Security.Cryptography;
using System.Text.Json.Nodes;

using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Remote;

/// <summary>Builds against Debian's registry over https and with tokens, through helpers, broken connections and damaged blobs.</summary>
public sealed class SecureRegistryTests : IDisposable
{
    private const string Name = "registry.example/team/base:1";

    private readonly Workbench _bench = new();
    private readonly TemporaryDirectory _directory = new("registry");

    [SkippableFact]
    public void A_build_pulls_and_pushes_over_https_with_an_own_authority_and_a_credential_helper()
    {
        TestCertificate certificate = new(_directory, "registry.example");
        using RegistryServer registry = new(_directory, Passwords(), certificate);
        using TunnelProxy proxy = new(PortOf(registry));
        string helper = _directory.Write("bin/docker-credential-test", """
            #!/bin/sh
            read -r server
            if [ "$1 $server" = "get registry.example" ]; then
                echo '{"ServerURL":"registry.example","Username":"alice","Secret":"wonderland"}'
            else
                echo "credentials not found in native keychain"; exit 1
            fi

            """);
        File.SetUnixFileMode(helper, (UnixFileMode)0b111_101_101);
        string config = Config(new JsonObject { ["credHelpers"] = new JsonObject { ["registry.example"] = "test" } });
        Dictionary<string, string?> trusting = new() { ["HTTPS_PROXY"] = proxy.Address, ["SSL_CERT_FILE"] = certificate.CertificatePath };
        Dictionary<string, string?> known = new(trusting) { ["DOCKER_CONFIG"] = config, ["PATH"] = $"{_directory.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}" };

        ProcessResult stranger = Push(new Dictionary<string, string?> { ["HTTPS_PROXY"] = proxy.Address });
        ProcessResult nobody = Push(trusting);
        Push(known).Succeeded();
        ProcessResult pulled = Pull(known).Succeeded();

        stranger.ExitCode.Should().Be(1);
        stranger.Error.Should().Contain("registry.example can not be reached").And.Contain("certificate");
        nobody.ExitCode.Should().Be(1);
        nobody.Error.Should().Contain("401 unauthorized: log in with \"docker login\" first");
        pulled.Error.Should().NotContain("wonderland");
        File.ReadAllText(_bench.At("tree", "base")).Should().Be("base\n");
        ProcessRunner.Run("grep", ["-rlE", "wonderland|YWxpY2U6d29uZGVybGFuZA", _bench.At("state"), _bench.At("other-state")]).ExitCode.Should().Be(1);
    }

    [SkippableFact]
    public void A_download_that_breaks_goes_on_where_it_broke()
    {
        TestCertificate certificate = new(_directory, "registry.example");
        using RegistryServer registry = new(_directory, certificate: certificate);
        using TunnelProxy proxy = new(PortOf(registry));
        Dictionary<string, string?> environment = new() { ["HTTPS_PROXY"] = proxy.Address, ["SSL_CERT_FILE"] = certificate.CertificatePath };
        File.WriteAllBytes(Path.Combine(Base(), "random"), RandomNumberGenerator.GetBytes(4_000_000));
        Push(environment).Succeeded();
        proxy.CutAfter(2_500_000);

        Pull(environment).Succeeded();

        proxy.Cuts.Should().Be(1);
        proxy.Received.Should().BeInRange(4_000_000, 6_000_000);
        File.ReadAllBytes(_bench.At("tree", "random")).Should().Equal(File.ReadAllBytes(_bench.At("base", "random")));
    }

    [SkippableFact]
    public void Tokens_of_a_token_server_open_the_registry_and_its_password_stays_with_it()
    {
        using TokenServer tokens = new(_directory, "alice", "wonderland");
        using RegistryServer registry = new(_directory, tokens.RegistryAuth);
        string name = $"{registry.Address}/team/base:1";
        string config = Config(new JsonObject { ["auths"] = new JsonObject { [tokens.Host] = new JsonObject { ["auth"] = Convert.ToBase64String("alice:wonderland"u8) } } });
        Dictionary<string, string?> known = new() { ["DOCKER_CONFIG"] = config };

        ProcessResult nobody = Push(new Dictionary<string, string?> { ["DOCKER_CONFIG"] = _directory.MakeDirectory("empty") }, name);
        Push(known, name).Succeeded();
        Pull(known, name).Succeeded();

        nobody.ExitCode.Should().Be(1);
        nobody.Error.Should().Contain($"{tokens.Host} gives no token for {registry.Address}");
        tokens.Scopes.Should().Contain("repository:team/base:pull").And.Contain(scope => scope.Contains("push", StringComparison.Ordinal));
        File.ReadAllText(_bench.At("tree", "base")).Should().Be("base\n");
    }

    [SkippableFact]
    public void A_pinned_index_gives_its_image_of_the_platform_with_a_zstd_layer()
    {
        Requires.Program("skopeo");
        using RegistryServer registry = new(_directory);
        string index = MakeIndex();
        ProcessRunner.Run("skopeo", ["copy", "--all", "--preserve-digests", "--dest-tls-verify=false", $"oci:{_bench.At("index")}:1", $"docker://{registry.Address}/multi:1"]).Succeeded();

        ProcessResult right = Pull([], $"{registry.Address}/multi:1@{index}").Succeeded();
        ProcessResult wrong = Pull([], $"{registry.Address}/multi:1@sha256:{new string('0', 64)}");

        right.Error.Should().NotContain("warning");
        File.ReadAllText(_bench.At("tree", "base")).Should().Be("base\n");
        wrong.ExitCode.Should().Be(1);
        wrong.Error.Should().Contain("not found").And.Contain("Dockerfile:1:1");
    }

    [SkippableFact]
    public void A_blob_with_other_bytes_than_its_digest_says_is_refused()
    {
        using RegistryServer registry = new(_directory);
        string name = $"{registry.Address}/team/base:1";
        File.WriteAllBytes(Path.Combine(Base(), "random"), RandomNumberGenerator.GetBytes(100_000));
        Push([], name).Succeeded();
        string blob = Directory.EnumerateFiles(_directory.At("registry"), "data", SearchOption.AllDirectories).MaxBy(path => new FileInfo(path).Length)!;
        byte[] bytes = File.ReadAllBytes(blob);
        bytes[^1000] ^= 1;
        File.WriteAllBytes(blob, bytes);

        ProcessResult refused = Pull([], name);

        refused.ExitCode.Should().Be(1);
        refused.Error.Should().Contain(Path.GetFileName(Path.GetDirectoryName(blob)!)).And.Contain(Convert.ToHexStringLower(SHA256.HashData(bytes))).And.NotContain("   at ");
        Directory.EnumerateFileSystemEntries(_bench.At("other-state", "tmp")).Should().BeEmpty();
    }

    public void Dispose()
    {
        _bench.Dispose();
        _directory.Dispose();
    }

    private static int PortOf(RegistryServer registry) => int.Parse(registry.Address.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);

    private string Passwords()
    {
        Requires.Program("htpasswd");
        ProcessRunner.Run("htpasswd", ["-Bbc", _directory.At("htpasswd"), "alice", "wonderland"]).Succeeded();
        return $$"""auth: {htpasswd: {realm: test, path: {{_directory.At("htpasswd")}}} }""";
    }

    private string Config(JsonObject config)
    {
        _directory.Write("docker/config.json", config.ToJsonString());
        return _directory.At("docker");
    }

    private string Base() => _bench.Context("base", ("Dockerfile", "FROM scratch\nCOPY . /\n"), ("base", "base\n"));

    private ProcessResult Push(Dictionary<string, string?> environment, string name = Name) =>
        Command("state", environment).Build(["-t", name, "--push", File.Exists(_bench.At("base", "base")) ? _bench.At("base") : Base()]);

    private ProcessResult Pull(Dictionary<string, string?> environment, string name = Name) =>
        Command("other-state", environment).Build(["-o", $"type=local,dest={_bench.At("tree")}", _bench.Context("child", ("Dockerfile", $"FROM {name}\nCOPY Dockerfile /\n"))]);

    private SharpbuildCommand Command(string state, Dictionary<string, string?> environment) =>
        new(_bench.At(state)) { Settings = new ProcessSettings { Environment = environment } };

    /// <summary>A layout with an index of two images; the one for this platform has a zstd layer.</summary>
    /// <returns>The digest of the index.</returns>
    private string MakeIndex()
    {
        string blobs = Directory.CreateDirectory(_bench.At("index", "blobs", "sha256")).FullName;
        JsonArray manifests = [];
        foreach ((string platform, string compression) in (ReadOnlySpan<(string, string)>)[("arm64", "gzip"), ("amd64", "zstd")])
        {
            string text = platform == "amd64" ? "base\n" : "other\n";
            string context = _bench.Context(platform, ("Dockerfile", "FROM scratch\nCOPY base /\n"), ("base", text));
            _bench.Sharpbuild.Build(["--platform", $"linux/{platform}", "-o", $"type=oci,tar=false,compression={compression},dest={_bench.At("out-" + platform)}", context]).Succeeded();
            foreach (string blob in Directory.EnumerateFiles(_bench.At("out-" + platform, "blobs", "sha256")))
            {
                File.Copy(blob, Path.Combine(blobs, Path.GetFileName(blob)), overwrite: true);
            }

            JsonObject entry = JsonNode.Parse(File.ReadAllText(_bench.At("out-" + platform, "index.json")))!["manifests"]![0]!.DeepClone().AsObject();
            entry.Remove("annotations");
            entry["platform"] = new JsonObject { ["os"] = "linux", ["architecture"] = platform };
            manifests.Add((JsonNode)entry);
        }

        JsonObject index = new() { ["schemaVersion"] = 2, ["mediaType"] = "application/vnd.oci.image.index.v1+json", ["manifests"] = manifests };
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(index.ToJsonString());
        string digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        File.WriteAllBytes(Path.Combine(blobs, digest), bytes);
        File.WriteAllText(_bench.At("index", "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        File.WriteAllText(_bench.At("index", "index.json"), $$$"""{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.index.v1+json","digest":"sha256:{{{digest}}}","size":{{{bytes.Length}}},"annotations":{"org.opencontainers.image.ref.name":"1"}}]}""");
        return $"sha256:{digest}";
    }
}
