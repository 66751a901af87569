using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layout;
using Sharpbuild.Oci.Model;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Layout;

/// <summary>Docker archives in the old form, packed by tar, with and without lies.</summary>
public sealed class DockerArchiveTests : IDisposable
{
    private static readonly Platform Amd64 = new("linux", "amd64");

    private readonly TemporaryDirectory _directory = new("docker");
    private readonly ContentStore _content;
    private readonly SampleImage _image;

    public DockerArchiveTests()
    {
        _content = new ContentStore(_directory.At("images"), _directory.At("tmp"));
        _image = SampleImage.WriteTo(_content);
        _directory.MakeDirectory("in", "a");
        _directory.MakeDirectory("in", "b");
        File.WriteAllBytes(_directory.At("in", "c.json"), _content.ReadBlob(_image.Content.Config.Digest, 10_000));
        File.WriteAllBytes(_directory.At("in", "a", "layer.tar"), _image.Tars[0]);
        File.WriteAllBytes(_directory.At("in", "real.tar"), _image.Tars[1]);
        File.CreateSymbolicLink(_directory.At("in", "b", "layer.tar"), "../real.tar");
        WriteManifest("""["app:1","example.org/x:2"]""", """["a/layer.tar","b/layer.tar"]""");
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("app:1")]
    [InlineData("docker.io/library/app:1")]
    [InlineData("example.org/x:2")]
    [InlineData("2")]
    [InlineData(null)]
    public void Linked_layers_of_the_old_form_are_found_under_each_name(string? name)
    {
        using DockerArchiveReader reader = DockerArchiveReader.Open(Pack());

        ResolvedImage image = reader.Resolve(name, Amd64, CancellationToken.None);

        image.Manifest.Layers.Select(layer => Read(reader, layer)).Should().BeEquivalentTo(_image.Tars, options => options.WithStrictOrdering());
    }

    [Fact]
    public void Layers_that_are_compressed_keep_their_own_digest()
    {
        byte[] compressed = _content.ReadBlob(_image.Content.Layers[1].Digest, 10_000);
        File.WriteAllBytes(_directory.At("in", "real.tar"), compressed);
        using DockerArchiveReader reader = DockerArchiveReader.Open(Pack());

        ResolvedImage image = reader.Resolve(null, Amd64, CancellationToken.None);

        image.Manifest.Layers[1].Should().Be(_image.Content.Layers[1]);
        Read(reader, image.Manifest.Layers[1]).Should().Equal(compressed);
    }

    [Fact]
    public void A_layer_with_other_content_than_its_DiffID_is_found_when_it_is_read()
    {
        File.WriteAllBytes(_directory.At("in", "a", "layer.tar"), _image.Tars[1]);
        using DockerArchiveReader reader = DockerArchiveReader.Open(Pack());
        ResolvedImage image = reader.Resolve(null, Amd64, CancellationToken.None);
        Action read = () => Read(reader, image.Manifest.Layers[0]);

        read.Should().Throw<InvalidContentException>().WithMessage(
            $"blob {Digest.Of(_image.Tars[0])} has other content: its digest is {Digest.Of(_image.Tars[1])}");
    }

    [Theory]
    [InlineData("""["a/layer.tar"]""", "image \"c.json\" has 2 DiffIDs, but manifest.json names 1 layers")]
    [InlineData("""["a/layer.tar","../../etc/passwd"]""", "\"../../etc/passwd\" is missing from *")]
    [InlineData("""["a/layer.tar","/etc/passwd"]""", "\"/etc/passwd\" is missing from *")]
    public void Layers_that_are_not_in_the_archive_are_refused(string layers, string message)
    {
        WriteManifest("[]", layers);
        using DockerArchiveReader reader = DockerArchiveReader.Open(Pack());
        Action resolve = () => reader.Resolve(null, Amd64, CancellationToken.None);

        resolve.Should().Throw<InvalidContentException>().WithMessage(message);
    }

    [Fact]
    public void An_archive_without_manifest_is_refused()
    {
        File.Delete(_directory.At("in", "manifest.json"));
        string archive = Pack();
        Action open = () => DockerArchiveReader.Open(archive);

        open.Should().Throw<InvalidContentException>().WithMessage($"\"manifest.json\" is missing from {archive}");
    }

    [Fact]
    public void Equal_images_give_equal_archives_and_shared_layers_once()
    {
        byte[] first = Write();
        byte[] second = Write();

        second.Should().Equal(first);
        string archive = _directory.At("ours.tar");
        File.WriteAllBytes(archive, first);
        ProcessRunner.Run("tar", ["-tf", archive]).Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().Equal(
            "blobs/",
            "blobs/sha256/",
            $"blobs/sha256/{_image.Config.DiffIds[0].Hex}",
            $"blobs/sha256/{_image.Config.DiffIds[1].Hex}",
            $"blobs/sha256/{_image.Content.Config.Digest.Hex}",
            "manifest.json");
    }

    private byte[] Write()
    {
        using MemoryStream output = new();
        DockerArchiveWriter writer = new(output);
        byte[] config = _content.ReadBlob(_image.Content.Config.Digest, 10_000);
        IEnumerable<DockerArchiveLayer> layers = _image.Tars.Select(tar => new DockerArchiveLayer(Digest.Of(tar), tar.Length, () => new MemoryStream(tar)));
        writer.Add(config, layers, [ImageReference.Parse("a")], CancellationToken.None);
        writer.Add(config, layers, [ImageReference.Parse("b")], CancellationToken.None);
        writer.Finish();
        return output.ToArray();
    }

    private static byte[] Read(DockerArchiveReader reader, Descriptor blob)
    {
        using Stream stream = reader.OpenBlob(blob, CancellationToken.None);
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private void WriteManifest(string names, string layers) =>
        _directory.Write("in/manifest.json", $$$"""[{"Config":"c.json","RepoTags":{{{names}}},"Layers":{{{layers}}} }]""");

    private string Pack()
    {
        ProcessRunner.Run("tar", ["-cf", _directory.At("archive.tar"), "-C", _directory.At("in"), "."]).Succeeded();
        return _directory.At("archive.tar");
    }
}
