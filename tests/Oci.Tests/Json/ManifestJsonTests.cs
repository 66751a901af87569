using System.Collections.Immutable;
using System.Text;

using CsCheck;

using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Tests.Json;

public sealed class ManifestJsonTests
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Blob = $$"""{"mediaType":"m","digest":"sha256:{{Hex}}","size":3}""";
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    private const string Index = "application/vnd.oci.image.index.v1+json";

    private static readonly Digest DigestValue = Digest.Parse("sha256:" + Hex);

    [Fact]
    public void A_manifest_is_written_as_other_builders_do_and_read_back()
    {
        ImageManifest manifest = new(MediaTypes.OciManifest, new(MediaTypes.OciConfig, DigestValue, 2), [new(MediaTypes.OciLayerZstd, DigestValue, 3)],
            ImmutableSortedDictionary<string, string>.Empty.Add("a", "1"));

        byte[] json = ManifestJson.Write(manifest);

        Encoding.UTF8.GetString(json).Should().Be(
            $$"""{"schemaVersion":2,"mediaType":"{{Manifest}}","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:{{Hex}}","size":2},"""
            + $$$"""{"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+zstd","digest":"sha256:{{{Hex}}}","size":3}],"annotations":{"a":"1"}}"""[1..]);
        ManifestJson.ReadManifest(json).Should().BeEquivalentTo(manifest);
    }

    [Fact]
    public void An_index_is_written_as_other_builders_do_and_read_back()
    {
        Descriptor entry = new Descriptor(MediaTypes.OciManifest, DigestValue, 2, Platform: new Platform("linux", "arm", "v7")).WithAnnotation("b", "2");
        ImageIndex index = new(MediaTypes.OciIndex, [entry]);

        byte[] json = ManifestJson.Write(index);

        Encoding.UTF8.GetString(json).Should().Be(
            $$$"""{"schemaVersion":2,"mediaType":"{{{Index}}}","manifests":[{"mediaType":"{{{Manifest}}}","digest":"sha256:{{{Hex}}}","size":2,"annotations":{"b":"2"},"platform":{"architecture":"arm","os":"linux","variant":"v7"}}]}""");
        ManifestJson.ReadIndex(json).Should().BeEquivalentTo(index);
    }

    [Theory]
    [InlineData($$"""{"schemaVersion":2,"config":{{Blob}},"layers":[],"manifests":[]}""", null, "the manifest is ambiguous: it has members of a manifest and of an index")]
    [InlineData($$"""{"schemaVersion":2,"config":{{Blob}},"manifests":[]}""", null, "the manifest is ambiguous: it has members of a manifest and of an index")]
    [InlineData($$"""{"schemaVersion":2,"config":{{Blob}},"layers":[],"Layers":[{{Blob}}]}""", null, "the manifest is ambiguous: the member \"Layers\" occurs twice")]
    [InlineData($$"""{"schemaVersion":2,"config":{{Blob}},"layers":[],"layers":[]}""", null, "the manifest is ambiguous: the member \"layers\" occurs twice")]
    [InlineData($$"""{"schemaVersion":2,"config":{{Blob}}}""", null, "the manifest has no \"layers\"")]
    [InlineData("""{"schemaVersion":2,"layers":[]}""", null, "the config of the manifest is missing")]
    [InlineData("""{"schemaVersion":2}""", null, "the manifest has neither \"layers\" nor \"manifests\"")]
    [InlineData("""{"schemaVersion":2,"manifests":[]}""", null, "the manifest is an index")]
    [InlineData("""{"schemaVersion":1,"fsLayers":[]}""", null, "the manifest has schema version 1; only version 2 is supported")]
    [InlineData("{}", null, "the manifest has schema version none; only version 2 is supported")]
    [InlineData($$"""{"schemaVersion":2,"mediaType":"{{Index}}","config":{{Blob}},"layers":[]}""", null, $"the manifest has media type \"{Index}\", which contradicts its members")]
    [InlineData($$"""{"schemaVersion":2,"config":{{Blob}},"layers":[]}""", Index, $"the manifest has media type \"{Index}\", which contradicts its members")]
    [InlineData($$"""{"schemaVersion":2,"mediaType":"{{Manifest}}","config":{{Blob}},"layers":[]}""", MediaTypes.DockerManifest, $"the manifest calls itself \"{Manifest}\" but was found as \"{MediaTypes.DockerManifest}\"")]
    [InlineData($$"""{"schemaVersion":2,"config":{{Blob}},"layers":[null]}""", null, "a layer of the manifest is missing")]
    [InlineData($$"""{"schemaVersion":2,"config":{{Blob}},"layers":[{"digest":"sha256:../x","size":1}]}""", null, "a layer of the manifest has no valid digest: \"sha256:../x\"")]
    [InlineData($$"""{"schemaVersion":2,"config":{{Blob}},"layers":[{"digest":"sha256:{{Hex}}","size":-1}]}""", null, $"a layer of the manifest (sha256:{Hex}) has no valid size")]
    [InlineData($$"""{"schemaVersion":2,"config":{{Blob}},"layers":[{"digest":"sha256:{{Hex}}"}]}""", null, $"a layer of the manifest (sha256:{Hex}) has no valid size")]
    [InlineData($$"""{"schemaVersion":2,"config":{{Blob}},"layers":[{"digest":"sha256:{{Hex}}","size":1e99}]}""", null, "the manifest has an unexpected value at $.layers[0].size")]
    public void Ambiguous_and_malformed_manifests_are_refused(string json, string? foundAs, string message)
    {
        Action read = () => ManifestJson.ReadManifest(Encoding.UTF8.GetBytes(json), foundAs);

        read.Should().Throw<InvalidContentException>().WithMessage(message);
    }

    [Fact]
    public void Deep_and_large_documents_are_refused()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", 65)) + "1" + new string('}', 65);
        Action readDeep = () => ManifestJson.ReadManifest(Encoding.UTF8.GetBytes(deep));
        Action readLarge = () => ManifestJson.ReadManifest(new byte[(4 * 1024 * 1024) + 1]);

        readDeep.Should().Throw<InvalidContentException>().WithMessage("the manifest is not valid JSON: *depth of 64*");
        readLarge.Should().Throw<InvalidContentException>().WithMessage("the manifest has 4194305 bytes, more than the 4194304 that are allowed");
    }

    [Fact]
    public void More_than_1000_layers_are_refused()
    {
        string layers = string.Join(',', Enumerable.Repeat(Blob, 1001));
        Action read = () => ManifestJson.ReadManifest(Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"config":{{Blob}},"layers":[{{layers}}]}"""));

        read.Should().Throw<InvalidContentException>().WithMessage("the manifest has 1001 layers, more than the 1000 that are allowed");
    }

    [Fact]
    public void The_best_entry_of_an_index_is_chosen()
    {
        Descriptor Entry(string platform) => new(platform, DigestValue, 1, Platform: Platform.Parse(platform));
        ImageIndex index = new(MediaTypes.OciIndex,
            [Entry("linux/arm/v5"), Entry("linux/amd64"), Entry("linux/arm/v6"), new("attestation", DigestValue, 1, Platform: new Platform("unknown", "unknown"))]);

        string?[] found = [.. new[] { "linux/arm/v7", "linux/amd64", "linux/s390x", "linux/arm/v5" }.Select(wanted => index.Select(Platform.Parse(wanted))?.MediaType)];

        found.Should().Equal("linux/arm/v6", "linux/amd64", null, "linux/arm/v5");
    }

    [Fact]
    public void Damaged_documents_are_read_or_refused_and_nothing_else()
    {
        byte[] valid = Encoding.UTF8.GetBytes($$$"""{"schemaVersion":2,"mediaType":"{{{Manifest}}}","config":{{{Blob}}},"layers":[{{{Blob}}}],"annotations":{"a":"\u00e9"}}""");
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte, Gen.Int[0, valid.Length - 1], Gen.Int[0, 20]).Sample((at, value, cutAt, cut) =>
        {
            byte[] damaged = [.. valid];
            damaged[at] = value;
            damaged = [.. damaged.Take(cutAt), .. damaged.Skip(cutAt + cut)];
            try
            {
                ImageManifest manifest = ManifestJson.ReadManifest(damaged);
                ManifestJson.Write(ManifestJson.ReadManifest(ManifestJson.Write(manifest))).Should().Equal(ManifestJson.Write(manifest));
                ConfigJson.Read(damaged);
            }
            catch (InvalidContentException)
            {
            }
        });
    }
}
