using System.Collections.Immutable;
using System.Text;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.SharedCaches;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Tests.SharedCaches;

public sealed class CacheArtifactTests
{
    [Fact]
    public void What_was_written_is_read_again()
    {
        SharedFiles files = new("fingerprint", Blob("list") with { MediaType = CacheConfig.FilesMediaType });
        CacheConfig config = new(new CompressionOptions(CompressionKind.Zstd, 7), [Step(1, [new KeyPart("files", "fingerprint")]), Step(2, [])], [files])
        {
            Selections = [new KeyPart("selection", "its fingerprint")],
        };

        IReadOnlyList<CacheConfig> read = Read(new CacheArtifact(config));

        read.Should().ContainSingle().Which.Should().BeEquivalentTo(config, options => options.ComparingByMembers<CacheConfig>());
    }

    [Fact]
    public void A_large_cache_is_an_index_of_manifests_with_small_configs()
    {
        string text = new('x', 100_000);
        CacheConfig config = new(Form: null, [.. Enumerable.Range(0, 30).Select(number => Step(number, [new KeyPart("command", text + number)]))], [])
        {
            Selections = [new KeyPart("selection", "its fingerprint")],
        };

        CacheArtifact artifact = new CacheArtifact(config);
        IReadOnlyList<CacheConfig> read = Read(artifact);

        artifact.Root.MediaType.Should().Be(MediaTypes.OciIndex);
        read.Count.Should().BeInRange(3, 4);
        read.SelectMany(part => part.Steps).Should().BeEquivalentTo(config.Steps);
        read.SelectMany(part => part.Selections).Should().Equal(config.Selections);
        artifact.Blobs.Where(blob => blob.MediaType == CacheConfig.MediaType).Should().OnlyContain(blob => blob.SizeInBytes < 1_100_000);
        artifact.Blobs.Should().OnlyHaveUniqueItems(blob => blob.Digest);
    }

    [Fact]
    public void A_form_that_another_version_would_make_otherwise_is_not_known()
    {
        CacheConfig config = new(new CompressionOptions(CompressionKind.Gzip), [Step(1, [])], []);
        string json = Encoding.UTF8.GetString(CacheConfigJson.Write(config, [Blob("layer 1")]));
        string other = json.Replace($"\"format\":{CompressionOptions.FormatVersion}", $"\"format\":{CompressionOptions.FormatVersion + 1}", StringComparison.Ordinal);

        CacheConfigJson.Read(Encoding.UTF8.GetBytes(json), [Blob("layer 1")]).Form.Should().Be(config.Form);
        CacheConfigJson.Read(Encoding.UTF8.GetBytes(other), [Blob("layer 1")]).Form.Should().BeNull();
    }

    [Theory]
    [InlineData("null", "config is null")]
    [InlineData("[]", "malformed")]
    [InlineData("{\"version\":2}", "form 2")]
    [InlineData("{\"version\":1,\"steps\":[null]}", "without a valid key")]
    [InlineData("{\"version\":1,\"steps\":[{\"key\":\"abc\"}]}", "without a valid key")]
    [InlineData("{\"version\":1,\"steps\":[{\"key\":\"KEY\",\"diffId\":\"sha256:x\"}]}", "no valid layer")]
    [InlineData("{\"version\":1,\"steps\":[{\"key\":\"KEY\",\"diffId\":\"DIGEST\",\"contentDigest\":\"DIGEST\",\"sizeInBytes\":-1}]}", "no valid layer")]
    [InlineData("{\"version\":1,\"steps\":[{\"key\":\"KEY\",\"diffId\":\"DIGEST\",\"contentDigest\":\"DIGEST\",\"layer\":1}]}", "layer 1, but its manifest has 1")]
    [InlineData("{\"version\":1,\"files\":[null]}", "layer -1")]
    [InlineData("{\"version\":1,\"steps\":[[[[[[[[[[]]]]]]]]]]}", "malformed")]
    public void Wrong_configs_are_refused(string json, string problem)
    {
        string text = json.Replace("KEY", new string('a', 64), StringComparison.Ordinal).Replace("DIGEST", Blob("x").Digest.ToString(), StringComparison.Ordinal);

        Action read = () => CacheConfigJson.Read(Encoding.UTF8.GetBytes(text), [Blob("layer 1")]);

        read.Should().Throw<InvalidContentException>().WithMessage($"*{problem}*");
    }

    [Fact]
    public void Null_members_and_wild_numbers_do_no_harm()
    {
        string json = $$"""{"version":1,"form":{},"steps":[{"key":"{{new string('b', 64)}}","diffId":"{{Blob("x").Digest}}","contentDigest":"{{Blob("x").Digest}}","parts":[null,{"name":"a"}],"milliseconds":9223372036854775807}],"selections":[null]}""";

        SharedStep step = CacheConfigJson.Read(Encoding.UTF8.GetBytes(json), [Blob("layer 1")]).Steps[0];

        step.Place.Parts.Should().BeEmpty();
        TimeSpan.FromSeconds(step.Seconds).Should().BeLessThan(TimeSpan.FromDays(366));
    }

    private static SharedStep Step(int number, ImmutableArray<KeyPart> parts)
    {
        Descriptor blob = Blob($"layer {number}");
        LayerRecord layer = new(Blob($"tar {number}").Digest.ToString(), Blob($"content {number}").Digest.ToString(), 1024) { Blob = new BlobRecord(blob.MediaType, blob.Digest.ToString(), blob.SizeInBytes) };
        return new SharedStep(CacheKey.Digest($"{number}"), new PlannedStep("stage-0", number, $"RUN {number}", parts), layer, "2026-01-02T03:04:05Z", 1.5);
    }

    private static Descriptor Blob(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return new Descriptor(MediaTypes.OciLayerZstd, Digest.Of(bytes), bytes.Length);
    }

    private static IReadOnlyList<CacheConfig> Read(CacheArtifact artifact) => new CacheReader(new Source(artifact), Platform.Host).Read(null, CancellationToken.None);

    private sealed class Source(CacheArtifact artifact) : IArtifactSource
    {
        public FetchedManifest GetManifest(string? tagOrDigest, CancellationToken cancellationToken) => new(artifact.Root, artifact.TryGetDocument(artifact.Root.Digest)!);

        public byte[] ReadDocument(Descriptor descriptor, int maxBytes, CancellationToken cancellationToken) => artifact.TryGetDocument(descriptor.Digest)!;

        public ResolvedImage Resolve(string? tagOrDigest, Platform platform, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Stream OpenBlob(Descriptor descriptor, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
