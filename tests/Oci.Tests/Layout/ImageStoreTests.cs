using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layout;
using Sharpbuild.Oci.Model;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Layout;

public sealed class ImageStoreTests : IDisposable
{
    private static readonly Platform Amd64 = new("linux", "amd64");

    private readonly TemporaryDirectory _directory = new("images");
    private readonly ImageStore _store;

    public ImageStoreTests() => _store = Open();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_name_finds_the_image_that_got_it_last()
    {
        SampleImage first = SampleImage.WriteTo(_store.Content, "first");
        SampleImage second = SampleImage.WriteTo(_store.Content, "second");

        _store.Tag(ImageReference.Parse("app"), first.Manifest);
        _store.Tag(ImageReference.Parse("app"), second.Manifest);

        _store.Resolve("docker.io/library/app:latest")!.Descriptor.Digest.Should().Be(second.Manifest.Digest);
        _store.List().Select(entry => entry.Reference!.ToString()).Should().Equal("docker.io/library/app:latest");
    }

    [Fact]
    public void The_beginning_of_an_ID_finds_an_image_by_config_and_by_manifest()
    {
        SampleImage image = SampleImage.WriteTo(_store.Content);
        _store.Add(image.Manifest);

        Digest?[] found = [.. new[]
        {
            image.Content.Config.Digest.ToString(),
            image.Content.Config.Digest.Hex[..12],
            image.Manifest.Digest.Hex[..4],
            "sha256:" + image.Manifest.Digest.Hex[..5],
            image.Manifest.Digest.Hex[..3],
            "ffff" + image.Manifest.Digest.Hex,
        }.Select(id => _store.Resolve(id)?.Descriptor.Digest)];

        Digest expected = image.Manifest.Digest;
        found.Should().Equal(expected, expected, expected, expected, null, null);
    }

    [Fact]
    public void A_pinned_name_must_have_the_digest()
    {
        SampleImage image = SampleImage.WriteTo(_store.Content);
        _store.Tag(ImageReference.Parse("app:1"), image.Manifest);

        _store.Resolve($"app:1@{image.Manifest.Digest}").Should().NotBeNull();
        _store.Resolve($"app@{image.Manifest.Digest}").Should().NotBeNull();
        _store.Resolve($"app:1@{image.Content.Config.Digest}").Should().BeNull();
    }

    [Fact]
    public void Writers_at_the_same_time_lose_nothing()
    {
        SampleImage image = SampleImage.WriteTo(_store.Content);

        Parallel.For(0, 40, number => Open().Tag(ImageReference.Parse($"app:{number}"), image.Manifest));

        _store.List().Select(entry => entry.Reference!.Tag).Should().BeEquivalentTo(Enumerable.Range(0, 40).Select(number => $"{number}"));
    }

    [Fact]
    public void Only_blobs_of_removed_images_are_garbage()
    {
        SampleImage kept = SampleImage.WriteTo(_store.Content, "kept");
        SampleImage removed = SampleImage.WriteTo(_store.Content, "removed");
        _store.Tag(ImageReference.Parse("kept"), kept.Manifest);
        _store.Tag(ImageReference.Parse("removed"), removed.Manifest);

        _store.Untag(ImageReference.Parse("removed")).Should().BeTrue();

        _store.UnreferencedBlobs([removed.Content.Config.Digest]).Should().BeEquivalentTo([removed.Manifest.Digest, removed.Content.Layers[0].Digest]);
    }

    [Fact]
    public void An_index_is_followed_to_the_platform()
    {
        SampleImage intel = SampleImage.WriteTo(_store.Content, "intel");
        SampleImage arm = SampleImage.WriteTo(_store.Content, "arm", "arm64");
        Descriptor index = WriteIndex(intel.Manifest with { Platform = Amd64 }, arm.Manifest with { Platform = new Platform("linux", "arm64") });

        ResolvedImage image = _store.Open(index, Platform.Parse("linux/arm64"));
        Action other = () => _store.Open(index, Platform.Parse("linux/s390x"));

        (image.ManifestDescriptor.Digest, image.Config.Architecture, image.RootDescriptor).Should().Be((arm.Manifest.Digest, "arm64", index));
        other.Should().Throw<ImageNotFoundException>().WithMessage($"index {index.Digest} has no image for linux/s390x; it has linux/amd64, linux/arm64");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"schemaVersion\":2,\"mani")]
    public void A_broken_index_counts_as_empty_and_is_replaced(string broken)
    {
        SampleImage image = SampleImage.WriteTo(_store.Content);
        File.WriteAllText(_directory.At("images", "index.json"), broken);

        _store.List().Should().BeEmpty();
        _store.Tag(ImageReference.Parse("app"), image.Manifest);

        _store.Resolve("app")!.Descriptor.Digest.Should().Be(image.Manifest.Digest);
    }

    [Fact]
    public void The_same_name_for_the_same_image_writes_nothing()
    {
        SampleImage image = SampleImage.WriteTo(_store.Content);
        _store.Tag(ImageReference.Parse("app"), image.Manifest);
        File.Delete(_directory.At("images", ".lock"));

        _store.Tag(ImageReference.Parse("app"), image.Manifest);

        File.Exists(_directory.At("images", ".lock")).Should().BeFalse();
    }

    private ImageStore Open() => new(new ContentStore(_directory.At("images"), _directory.At("tmp")));

    private Descriptor WriteIndex(params Descriptor[] entries) =>
        _store.Content.WriteBlob(Sharpbuild.Oci.Json.ManifestJson.Write(new ImageIndex(MediaTypes.OciIndex, [.. entries])), MediaTypes.OciIndex);
}
