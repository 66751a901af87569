using System.Globalization;
using System.Text;

using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Model;
using Sharpbuild.Oci.Registry;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Registry;

/// <summary>Registries that lie, break off, go on without end or lead elsewhere.</summary>
public sealed class HostileRegistryTests : IDisposable
{
    private static readonly byte[] Blob = [.. Enumerable.Range(0, 100_000).Select(number => (byte)(number / 7))];
    private static readonly Descriptor DescriptorValue = new(MediaTypes.OciLayer, Digest.Of(Blob), Blob.Length);
    private static readonly Platform Amd64 = new("linux", "amd64");

    private readonly TemporaryDirectory _directory = new("hostile");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_broken_download_goes_on_where_it_broke()
    {
        using TestServer server = new(request => Part(request) with { BreakAfter = Math.Min(30_000, Blob.Length - Start(request)) });

        ReadBlob(server).Should().Equal(Blob);

        server.Requests.Select(Start).Should().Equal(0, 30_000, 60_000, 90_000);
    }

    [Fact]
    public void A_download_goes_on_from_a_registry_that_gives_whole_blobs_only()
    {
        int count = 0;
        using TestServer server = new(_ => new TestReply(200, Blob) { BreakAfter = 40_000 * ++count > Blob.Length ? null : 40_000 * count });

        ReadBlob(server).Should().Equal(Blob);
    }

    [Fact]
    public void A_download_that_breaks_too_often_is_an_error()
    {
        using TestServer server = new(_ => new TestReply(200, Blob) { BreakAfter = 1000 });
        Action read = () => ReadBlob(server);

        read.Should().Throw<RegistryException>().WithMessage($"blob {DescriptorValue.Digest} of * broke off after 1000 of 100000 bytes: *");
        server.Requests.Should().HaveCount(6);
    }

    [Fact]
    public void Silence_is_a_broken_download()
    {
        using TestServer server = new(request => Start(request) == 0
            ? new TestReply(200, Blob[..50_000]) { Length = Blob.Length, IsSilent = true }
            : Part(request));

        ReadBlob(server, new RegistryOptions { NoProgressLimit = TimeSpan.FromMilliseconds(300) }).Should().Equal(Blob);

        server.Requests.Select(Start).Should().Equal(0, 50_000);
    }

    [Fact]
    public void Silence_ends_when_the_caller_gives_up()
    {
        using CancellationTokenSource giveUp = new();
        using TestServer server = new(_ =>
        {
            giveUp.Cancel();
            return new TestReply(200, []) { Length = 5, IsSilent = true };
        });
        using RegistryClient client = Client();
        Action get = () => client.GetManifest(Name(server), giveUp.Token);

        get.Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void Errors_that_may_pass_are_tried_again()
    {
        int count = 0;
        using TestServer server = new(request => ++count switch
        {
            1 => new TestReply(503, "busy"),
            2 => new TestReply(429, "slow down", "Retry-After: 0"),
            3 => new TestReply(200, "") { Length = -1, BreakAfter = 0 },
            _ => Part(request),
        });
        using RegistryClient client = Client();

        client.HasBlob(Name(server), DescriptorValue.Digest, CancellationToken.None).Should().BeTrue();
        count.Should().Be(3);
    }

    [Fact]
    public void A_registry_that_stays_busy_is_an_error_after_five_retries()
    {
        using TestServer server = new(_ => new TestReply(500, """{"errors":[{"code":"UNKNOWN","message":"no \u001b[31mway"}]}"""));
        using RegistryClient client = Client();
        Action get = () => client.GetManifest(Name(server), CancellationToken.None);

        get.Should().Throw<RegistryException>().WithMessage($"manifest of {Name(server)}: 500 InternalServerError (UNKNOWN: no ?[31mway)");
        server.Requests.Should().HaveCount(6);
    }

    [Fact]
    public void Flipped_bytes_are_found()
    {
        byte[] flipped = [.. Blob];
        flipped[5] ^= 1;
        using TestServer server = new(_ => new TestReply(200, flipped));
        Action read = () => ReadBlob(server);

        read.Should().Throw<InvalidContentException>().WithMessage($"blob {DescriptorValue.Digest} has other content: its digest is {Digest.Of(flipped)}");
    }

    [Fact]
    public void A_blob_without_end_is_read_to_its_size_only()
    {
        using TestServer server = new(_ => new TestReply(200, Blob) { Length = -1, IsEndless = true });
        Action read = () => ReadBlob(server);

        read.Should().Throw<InvalidContentException>().WithMessage($"blob {DescriptorValue.Digest} is longer than its size of 100000 bytes");
    }

    [Theory]
    [InlineData(99_999)]
    [InlineData(100_001)]
    public void An_announced_size_that_is_wrong_is_an_error_before_anything_is_read(int size)
    {
        using TestServer server = new(_ => new TestReply(200, new byte[size]));
        Action read = () => ReadBlob(server);

        read.Should().Throw<InvalidContentException>().WithMessage($"blob {DescriptorValue.Digest} of * should have 100000 bytes, but the registry announces {size}");
    }

    [Fact]
    public void A_manifest_without_end_is_read_to_the_limit_only()
    {
        using TestServer server = new(_ => new TestReply(200, new byte[65536]) { Length = -1, IsEndless = true });
        using RegistryClient client = Client();
        Action get = () => client.GetManifest(Name(server), CancellationToken.None);

        get.Should().Throw<InvalidContentException>().WithMessage($"the manifest of {Name(server)} has more than the 4194304 bytes that are allowed");
    }

    [Fact]
    public void A_pinned_manifest_must_have_the_digest_whatever_headers_say()
    {
        Digest asked = Digest.Of("asked"u8);
        using TestServer server = new(_ => new TestReply(200, "{}", $"Docker-Content-Digest: {asked}"));
        using RegistryClient client = Client();
        Action get = () => client.GetManifest(Name(server).WithDigest(asked), CancellationToken.None);
        Action getByTag = () => client.GetManifest(Name(server), CancellationToken.None);

        get.Should().Throw<InvalidContentException>().WithMessage($"the manifest of * should have the digest {asked}, but it is {Digest.Of("{}"u8)}");
        getByTag.Should().Throw<InvalidContentException>();
    }

    [Fact]
    public void A_manifest_that_is_served_as_an_index_is_refused()
    {
        byte[] manifest = ManifestJson.Write(new ImageManifest(MediaTypes.OciManifest, DescriptorValue, []));
        using TestServer server = new(_ => new TestReply(200, manifest, $"Content-Type: {MediaTypes.OciIndex}"));
        using RegistryClient client = Client();
        using RegistryImageSource source = new(client, Name(server));
        Action resolve = () => source.Resolve(null, Amd64, CancellationToken.None);

        resolve.Should().Throw<InvalidContentException>().WithMessage(
            $"the manifest of * calls itself \"{MediaTypes.OciManifest}\" but was found as \"{MediaTypes.OciIndex}\"".Replace(" of *", "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_config_that_is_no_image_s_is_refused()
    {
        byte[] manifest = ManifestJson.Write(new ImageManifest(MediaTypes.OciManifest, new Descriptor("application/vnd.cncf.helm.config.v1+json", Digest.Of([]), 0), []));
        using TestServer server = new(_ => new TestReply(200, manifest, $"Content-Type: {MediaTypes.OciManifest}"));
        using RegistryClient client = Client();
        using RegistryImageSource source = new(client, Name(server));
        Action resolve = () => source.Resolve(null, Amd64, CancellationToken.None);

        resolve.Should().Throw<InvalidContentException>().WithMessage(
            $"manifest {Digest.Of(manifest)} is no image: its config is \"application/vnd.cncf.helm.config.v1+json\"");
    }

    [Fact]
    public void Credentials_do_not_follow_a_redirect_to_another_host()
    {
        using TestServer storage = new(Part);
        using TestServer server = new(request => request.Header("Authorization") is null
            ? new TestReply(401, "", "WWW-Authenticate: Basic realm=\"x\"")
            : new TestReply(307, "", $"Location: http://{storage.Address}/elsewhere"));
        LogIn(server.Address, storage.Address);

        ReadBlob(server).Should().Equal(Blob);

        server.Requests.Last().Header("Authorization").Should().Be(Basic);
        storage.Requests.Single().Headers.Keys.Should().NotContain(["Authorization", "Cookie"]);
    }

    [Fact]
    public void Redirects_end_after_ten()
    {
        using TestServer server = new(request => new TestReply(302, "", $"Location: {request.Target}x"));
        Action read = () => ReadBlob(server);

        read.Should().Throw<RegistryException>().WithMessage($"{server.Address} redirects more than 10 times");
        server.Requests.Should().HaveCount(11);
    }

    [Theory]
    [InlineData("file:///etc/passwd", "* redirects to \"file\", which is not followed")]
    [InlineData("ftp://127.0.0.1/x", "* redirects to \"ftp\", which is not followed")]
    public void Redirects_lead_to_http_only(string target, string message)
    {
        using TestServer server = new(_ => new TestReply(302, "", $"Location: {target}"));
        Action read = () => ReadBlob(server);

        read.Should().Throw<RegistryException>().WithMessage(message);
    }

    [Fact]
    public void There_is_no_way_from_https_to_http()
    {
        Action check = () => HttpTransport.CheckTarget(new Uri("https://a.example/v2/"), new Uri("http://a.example/x"));

        check.Should().Throw<RegistryException>().WithMessage("a.example redirects from https to http at a.example, which is not followed");
    }

    [Fact]
    public void A_token_server_of_the_registry_itself_gets_the_credentials_and_its_token_is_used()
    {
        using TestServer server = new(request => request switch
        {
            { Target: "/token?a=b&service=s%20x&scope=repository%3Aapp%3Apull" } => new TestReply(200, """{"access_token":"T0"}"""),
            _ when request.Header("Authorization") == "Bearer T0" => Part(request),
            _ => new TestReply(401, "", $"WWW-Authenticate: Bearer realm=\"http://{request.Header("Host")}/token?a=b\",service=\"s x\",scope=\"evil\""),
        });
        LogIn(server.Address);

        ReadBlob(server).Should().Equal(Blob);

        server.Requests.Single(request => request.Target.StartsWith("/token", StringComparison.Ordinal)).Header("Authorization").Should().Be(Basic);
    }

    [Fact]
    public void A_token_server_elsewhere_gets_no_credentials_unless_it_is_listed()
    {
        using TestServer tokens = new(_ => new TestReply(200, """{"token":"T1"}"""));
        using TestServer server = new(request => request.Header("Authorization") == "Bearer T1"
            ? Part(request)
            : new TestReply(401, "", $"WWW-Authenticate: Bearer realm=\"http://{tokens.Address}/token\",service=\"s\""));
        LogIn(server.Address);

        ReadBlob(server).Should().Equal(Blob);
        ReadBlob(server, new RegistryOptions { TokenServers = [(server.Address, tokens.Address)] }).Should().Equal(Blob);

        tokens.Requests.Select(request => request.Header("Authorization")).Should().Equal(null, Basic);
        server.Requests.Select(request => request.Header("Authorization")).Should().NotContain(Basic);
    }

    [Fact]
    public void An_identity_token_is_exchanged_by_post()
    {
        using TestServer server = new(request => request.Target switch
        {
            "/token" => new TestReply(200, """{"access_token":"T2"}"""),
            _ when request.Header("Authorization") == "Bearer T2" => Part(request),
            _ => new TestReply(401, "", $"WWW-Authenticate: Bearer realm=\"http://{request.Header("Host")}/token\",service=\"s\""),
        });
        _directory.Write("config.json", $$$"""{"auths":{"{{{server.Address}}}":{"identitytoken":"R&1"} } }""");

        ReadBlob(server).Should().Equal(Blob);

        TestRequest exchange = server.Requests.Single(request => request.Target == "/token");
        (exchange.Method, Encoding.ASCII.GetString(exchange.Body)).Should().Be(
            ("POST", "grant_type=refresh_token&service=s&client_id=sharpbuild&scope=repository%3Aapp%3Apull&refresh_token=R%261"));
    }

    [Fact]
    public void An_identity_token_does_not_follow_a_redirect_to_another_host()
    {
        using TestServer elsewhere = new(_ => new TestReply(200, """{"access_token":"T3"}"""));
        using TestServer server = new(request => request.Target == "/token"
            ? new TestReply(307, "", $"Location: http://{elsewhere.Address}/token")
            : new TestReply(401, "", $"WWW-Authenticate: Bearer realm=\"http://{request.Header("Host")}/token\""));
        _directory.Write("config.json", $$$"""{"auths":{"{{{server.Address}}}":{"identitytoken":"R"} } }""");
        Action read = () => ReadBlob(server);

        read.Should().Throw<RegistryException>().WithMessage($"{server.Address} redirects a POST to {elsewhere.Address}, which is not followed");
        elsewhere.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"token":"a\r\nX-Evil: 1"}""", "* gave no valid token")]
    [InlineData("{}", "* gave no valid token")]
    [InlineData("<html>", "* did not answer with a token")]
    public void Answers_that_are_no_tokens_are_refused(string answer, string message)
    {
        using TestServer server = new(request => request.Target.StartsWith("/token", StringComparison.Ordinal)
            ? new TestReply(200, answer)
            : new TestReply(401, "", $"WWW-Authenticate: Bearer realm=\"http://{request.Header("Host")}/token\""));
        Action read = () => ReadBlob(server);

        read.Should().Throw<RegistryException>().WithMessage(message);
    }

    [Fact]
    public void Content_at_foreign_addresses_is_not_fetched()
    {
        using TestServer elsewhere = new(_ => new TestReply(200, "x"));
        string layer = $$"""{"mediaType":"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip","digest":"{{DescriptorValue.Digest}}","size":100000,"urls":["http://{{elsewhere.Address}}/x"]}""";
        byte[] config = ConfigJson.Write(ImageConfig.Scratch(Amd64) with { DiffIds = [DescriptorValue.Digest] });
        byte[] manifest = Encoding.UTF8.GetBytes(
            $$$"""{"schemaVersion":2,"config":{"mediaType":"{{{MediaTypes.OciConfig}}}","digest":"{{{Digest.Of(config)}}}","size":{{{config.Length}}} },"layers":[{{{layer}}}]}""");
        using TestServer server = new(request => request.Target switch
        {
            "/v2/app/manifests/latest" => new TestReply(200, manifest, $"Content-Type: {MediaTypes.OciManifest}"),
            var target when target.EndsWith(Digest.Of(config).Hex, StringComparison.Ordinal) => new TestReply(200, config),
            _ => new TestReply(404, ""),
        });
        using RegistryClient client = Client();
        using RegistryImageSource source = new(client, Name(server));
        ResolvedImage image = source.Resolve(null, Amd64, CancellationToken.None);
        Action read = () => source.OpenBlob(image.Manifest.Layers[0], CancellationToken.None).ReadByte();

        read.Should().Throw<RegistryException>().WithMessage("blob * of * 404 not found");
        elsewhere.Requests.Should().BeEmpty();
    }

    [Fact]
    public void An_upload_that_breaks_is_begun_again()
    {
        int uploads = 0;
        byte[] stored = [];
        using TestServer server = new(request =>
        {
            switch (request.Method)
            {
                case "HEAD":
                    return new TestReply(404, "");
                case "POST":
                    return new TestReply(202, "", $"Location: /upload/{++uploads}?state=x%2F");
                default:
                    stored = request.Body;
                    return new TestReply(uploads < 3 ? 404 : 201, "");
            }
        });
        using RegistryClient client = Client();

        client.PushBlob(Name(server), DescriptorValue, () => new MemoryStream(Blob), null, CancellationToken.None);

        stored.Should().Equal(Blob);
        server.Requests.Last().ToString().Should().Be($"PUT /upload/3?state=x%2F&digest=sha256%3A{DescriptorValue.Digest.Hex}");
    }

    private const string Basic = "Basic dXNlcjpzZWNyZXQ=";

    private static ImageReference Name(TestServer server) => ImageReference.Parse($"{server.Address}/app");

    private static int Start(TestRequest request) =>
        request.Header("Range") is { } range ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;

    private static TestReply Part(TestRequest request) => Start(request) == 0
        ? new TestReply(200, Blob)
        : new TestReply(206, Blob[Start(request)..], $"Content-Range: bytes {Start(request)}-{Blob.Length - 1}/{Blob.Length}");

    private void LogIn(params string[] hosts) =>
        _directory.Write("config.json", $"{{\"auths\":{{{string.Join(',', hosts.Select(host => $"\"{host}\":{{\"auth\":\"dXNlcjpzZWNyZXQ=\"}}"))}}}}}");

    private RegistryClient Client(RegistryOptions? options = null) => new((options ?? new RegistryOptions()) with
    {
        DockerConfigHostPath = _directory.HostPath,
        FirstRetryDelay = TimeSpan.FromMilliseconds(1),
    });

    private byte[] ReadBlob(TestServer server, RegistryOptions? options = null)
    {
        using RegistryClient client = Client(options);
        using Stream blob = client.OpenBlob(Name(server), DescriptorValue, CancellationToken.None);
        using MemoryStream copy = new();
        blob.CopyTo(copy);
        return copy.ToArray();
    }
}
