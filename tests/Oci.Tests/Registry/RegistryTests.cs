using System.Text.Json.Nodes;

using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Model;
using Sharpbuild.Oci.Registry;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Registry;

/// <summary>Push to and pull from a real registry.</summary>
public sealed class RegistryTests : IDisposable
{
    private const string PasswordFile = "auth: {htpasswd: {realm: r, path: FILE}}";

    private static readonly Platform Amd64 = new("linux", "amd64");

    private readonly TemporaryDirectory _directory = new("registry");
    private readonly ContentStore _content;
    private readonly SampleImage _image;

    public RegistryTests()
    {
        _content = new ContentStore(_directory.At("images"), _directory.At("tmp"));
        _image = SampleImage.WriteTo(_content, padding: 3_000_000);
    }

    public void Dispose() => _directory.Dispose();

    [SkippableFact]
    public void What_is_pushed_is_pulled_again()
    {
        using RegistryServer server = new(_directory);
        using RegistryClient client = Client();
        ImageReference name = ImageReference.Parse($"{server.Address}/team/app:v1");

        Push(client, name, _image.Manifest);
        using RegistryImageSource source = new(client, name);
        ResolvedImage image = source.Resolve(null, Amd64, CancellationToken.None);

        image.ManifestDescriptor.Should().Be(_image.Manifest);
        image.Config.Should().BeEquivalentTo(_image.Config);
        Read(source, image.Manifest.Layers[0]).Should().Equal(_image.Tars[0]);
        client.HeadManifest(name, CancellationToken.None).Should().Be(_image.Manifest);
        client.Ping(server.Address, CancellationToken.None);
    }

    [SkippableFact]
    public void Skopeo_sees_what_is_pushed_and_what_skopeo_pushes_is_pulled()
    {
        Requires.Program("skopeo");
        using RegistryServer server = new(_directory);
        using RegistryClient client = Client();
        Push(client, ImageReference.Parse($"{server.Address}/app:v1"), _image.Manifest);

        string seen = ProcessRunner.Run("skopeo", ["inspect", "--tls-verify=false", $"docker://{server.Address}/app:v1"]).Succeeded().Output;
        string copy = $"docker://{server.Address}/copy:v1";
        ProcessRunner.Run("skopeo", ["copy", "-q", "--format", "v2s2", "--src-tls-verify=false", "--dest-tls-verify=false", $"docker://{server.Address}/app:v1", copy]).Succeeded();
        using RegistryImageSource source = new(client, ImageReference.Parse($"{server.Address}/copy:v1"));

        ((string?)JsonNode.Parse(seen)!["Digest"]).Should().Be(_image.Manifest.Digest.ToString());
        ResolvedImage image = source.Resolve(null, Amd64, CancellationToken.None);
        (image.Manifest.MediaType, image.ConfigDescriptor.Digest).Should().Be((MediaTypes.DockerManifest, _image.Content.Config.Digest));
    }

    [SkippableFact]
    public void An_index_is_pushed_with_its_images_and_pulled_by_platform_and_by_digest()
    {
        using RegistryServer server = new(_directory);
        using RegistryClient client = Client();
        SampleImage arm = SampleImage.WriteTo(_content, "arm", "arm64");
        Descriptor index = _content.WriteBlob(
            ManifestJson.Write(new ImageIndex(MediaTypes.OciIndex, [_image.Manifest with { Platform = Amd64 }, arm.Manifest with { Platform = Platform.Parse("linux/arm64") }])),
            MediaTypes.OciIndex);
        ImageReference name = ImageReference.Parse($"{server.Address}/app:multi");

        Push(client, name, index);
        using RegistryImageSource source = new(client, name);

        source.Resolve(null, Platform.Parse("linux/arm64"), CancellationToken.None).ManifestDescriptor.Digest.Should().Be(arm.Manifest.Digest);
        source.Resolve(_image.Manifest.Digest.ToString(), Amd64, CancellationToken.None).RootDescriptor.Digest.Should().Be(_image.Manifest.Digest);
        source.Resolve(index.Digest.ToString(), Amd64, CancellationToken.None).ManifestDescriptor.Digest.Should().Be(_image.Manifest.Digest);
    }

    [SkippableFact]
    public void Layers_of_another_repository_are_mounted_and_not_read()
    {
        using RegistryServer server = new(_directory);
        using RegistryClient client = Client();
        ImageReference first = ImageReference.Parse($"{server.Address}/first");
        Push(client, first, _image.Manifest);
        List<string> opened = [];

        new RegistryPusher(client, Open, blob => MediaTypes.IsLayer(blob.MediaType) ? first : null)
            .Push(ImageReference.Parse($"{server.Address}/second"), _image.Manifest, CancellationToken.None);

        opened.Should().BeEquivalentTo(MediaTypes.OciManifest, MediaTypes.OciConfig);

        Stream Open(Descriptor blob)
        {
            opened.Add(blob.MediaType);
            return _content.OpenBlob(blob);
        }
    }

    [SkippableFact]
    public void A_missing_image_is_named()
    {
        using RegistryServer server = new(_directory);
        using RegistryClient client = Client();
        using RegistryImageSource source = new(client, ImageReference.Parse($"{server.Address}/nothing:v1"));
        Action resolve = () => source.Resolve(null, Amd64, CancellationToken.None);

        resolve.Should().Throw<ImageNotFoundException>().WithMessage(
            $"manifest of {server.Address}/nothing:v1: 404 not found (MANIFEST_UNKNOWN: manifest unknown)");
    }

    [SkippableFact]
    public void A_password_from_Docker_s_configuration_opens_a_closed_registry()
    {
        using RegistryServer server = ClosedServer();
        string auth = Convert.ToBase64String("user:secret"u8);
        _directory.Write("config.json", $$$"""{"auths":{"http://{{{server.Address}}}/v2/":{"auth":"{{{auth}}}"} } }""");
        using RegistryClient client = Client();

        Push(client, ImageReference.Parse($"{server.Address}/app"), _image.Manifest);

        client.HeadManifest(ImageReference.Parse($"{server.Address}/app"), CancellationToken.None).Should().Be(_image.Manifest);
    }

    [SkippableFact]
    public void A_closed_registry_says_what_to_do()
    {
        using RegistryServer server = ClosedServer();
        using RegistryClient client = Client();
        Action ping = () => client.Ping(server.Address, CancellationToken.None);

        ping.Should().Throw<RegistryException>().WithMessage(
            $"registry {server.Address}: 401 unauthorized: log in with \"docker login\" first (UNAUTHORIZED: authentication required)");
    }

    [Fact]
    public void A_registry_that_does_not_answer_is_named()
    {
        using RegistryClient client = Client();
        Action ping = () => client.Ping("127.0.0.1:1", CancellationToken.None);

        ping.Should().Throw<RegistryException>().WithMessage("127.0.0.1:1 can not be reached: Connection refused*");
    }

    private RegistryServer ClosedServer()
    {
        // The password is "secret", in bcrypt.
        string file = _directory.Write("htpasswd", "user:$2y$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW\n");
        return new RegistryServer(_directory, PasswordFile.Replace("FILE", file, StringComparison.Ordinal));
    }

    private RegistryClient Client() => new(new RegistryOptions { DockerConfigHostPath = _directory.HostPath, FirstRetryDelay = TimeSpan.FromMilliseconds(1) });

    private void Push(RegistryClient client, ImageReference name, Descriptor root) =>
        new RegistryPusher(client, _content.OpenBlob).Push(name, root, CancellationToken.None);

    private static byte[] Read(RegistryImageSource source, Descriptor blob)
    {
        using Stream stream = source.OpenBlob(blob, CancellationToken.None);
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
