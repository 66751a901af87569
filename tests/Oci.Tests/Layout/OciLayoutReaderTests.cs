using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Layout;
using Sharpbuild.Oci.Model;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Layout;

/// <summary>Layouts as others may write them, by mistake or on purpose.</summary>
public sealed class OciLayoutReaderTests : IDisposable
{
    private static readonly Platform Amd64 = new("linux", "amd64");

    private readonly TemporaryDirectory _directory = new("layout");
    private readonly ContentStore _content;
    private readonly SampleImage _image;

    public OciLayoutReaderTests()
    {
        _content = new ContentStore(_directory.HostPath, _directory.At("tmp"));
        _image = SampleImage.WriteTo(_content);
        _directory.Write("oci-layout", """{"imageLayoutVersion":"1.0.0"}""");
        WriteIndex(Tagged(_image.Manifest, "v1"));
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("v1")]
    [InlineData("app:v1")]
    [InlineData("example.org/app:v1")]
    [InlineData(null)]
    public void An_image_is_found_by_tag_full_name_or_because_it_is_alone(string? name)
    {
        WriteIndex(Tagged(_image.Manifest, "v1").WithAnnotation(Annotations.ImageName, name ?? "x/y:z"));

        Resolve(name).ManifestDescriptor.Digest.Should().Be(_image.Manifest.Digest);
    }

    [Fact]
    public void Latest_is_the_default_of_several()
    {
        SampleImage other = SampleImage.WriteTo(_content, "other");
        WriteIndex(Tagged(_image.Manifest, "v1"), Tagged(other.Manifest, "latest"));

        Resolve(null).ManifestDescriptor.Digest.Should().Be(other.Manifest.Digest);
    }

    [Fact]
    public void A_wrong_tag_gets_the_list_of_those_there_are()
    {
        Action resolve = () => Resolve("v2");

        resolve.Should().Throw<ImageNotFoundException>().WithMessage($"layout \"{_directory.HostPath}\" has no image \"v2\"; it has v1");
    }

    [Fact]
    public void A_manifest_below_a_nested_index_is_found_by_platform_and_by_digest()
    {
        Descriptor inner = Index(_image.Manifest with { Platform = Amd64 });
        WriteIndex(Tagged(Index(inner), "v1"));

        Resolve("v1").ManifestDescriptor.Digest.Should().Be(_image.Manifest.Digest);
        Resolve(_image.Manifest.Digest.ToString()).Config.Should().BeEquivalentTo(_image.Config);
    }

    [Fact]
    public void Indexes_nested_too_deep_are_refused()
    {
        Descriptor index = Enumerable.Range(0, 9).Aggregate(_image.Manifest, (inner, _) => Index(inner));
        WriteIndex(Tagged(index, "v1"));
        Action resolve = () => Resolve("v1");

        resolve.Should().Throw<InvalidContentException>().WithMessage($"indexes below {index.Digest} are nested more than 8 deep");
    }

    [Fact]
    public void A_blob_that_is_a_link_is_not_followed()
    {
        string path = _content.PathOf(_image.Content.Config.Digest);
        File.Move(path, _directory.At("elsewhere"));
        File.CreateSymbolicLink(path, _directory.At("elsewhere"));
        Action resolve = () => Resolve("v1");

        resolve.Should().Throw<InvalidContentException>().WithMessage($"blob {_image.Content.Config.Digest} is missing from \"{_directory.HostPath}\"");
    }

    [Fact]
    public void An_index_that_leads_out_of_the_layout_is_not_read()
    {
        using TemporaryDirectory outside = new("outside");
        File.Move(_directory.At("index.json"), outside.At("index.json"));
        File.CreateSymbolicLink(_directory.At("index.json"), outside.At("index.json"));
        Action resolve = () => Resolve("v1");

        resolve.Should().Throw<InvalidContentException>().WithMessage($"\"{_directory.HostPath}\" is not an OCI image layout: it has no \"index.json\"");
    }

    [Fact]
    public void A_pipe_in_place_of_a_blob_does_not_block()
    {
        string path = _content.PathOf(_image.Content.Config.Digest);
        File.Delete(path);
        ProcessRunner.Run("mkfifo", [path]).Succeeded();
        Action resolve = () => Resolve("v1");

        resolve.Should().Throw<InvalidContentException>().WithMessage($"blob {_image.Content.Config.Digest} is missing from \"{_directory.HostPath}\"");
    }

    [Fact]
    public void A_wrong_size_in_a_descriptor_is_an_error()
    {
        WriteIndex(Tagged(_image.Manifest with { SizeInBytes = 7 }, "v1"));
        Action resolve = () => Resolve("v1");

        resolve.Should().Throw<InvalidContentException>().WithMessage(
            $"blob {_image.Manifest.Digest} has {_image.Manifest.SizeInBytes} bytes, but its size should be 7");
    }

    [Fact]
    public void A_manifest_with_more_layers_than_DiffIDs_is_refused()
    {
        ImageManifest manifest = _image.Content with { Layers = [.. _image.Content.Layers, _image.Content.Layers[0]] };
        WriteIndex(Tagged(_content.WriteBlob(ManifestJson.Write(manifest), MediaTypes.OciManifest), "v1"));
        Action resolve = () => Resolve("v1");

        resolve.Should().Throw<InvalidContentException>().WithMessage(
            $"image {_image.Content.Config.Digest} has 2 DiffIDs, but its manifest has 3 layers");
    }

    [Theory]
    [InlineData("""{"imageLayoutVersion":"2.0.0"}""")]
    [InlineData("{}")]
    [InlineData("nonsense")]
    public void Another_version_is_refused(string marker)
    {
        _directory.Write("oci-layout", marker);
        Action open = () => OciLayoutReader.Open(_directory.HostPath);

        open.Should().Throw<InvalidContentException>().WithMessage($"\"{_directory.HostPath}\" is an OCI image layout of a version that is not supported");
    }

    [Fact]
    public void A_directory_that_is_no_layout_and_a_path_without_anything_are_named()
    {
        using TemporaryDirectory empty = new("empty");
        Action open = () => OciLayoutReader.Open(empty.HostPath);
        Action openNothing = () => OciLayoutReader.Open(empty.At("nothing"));

        open.Should().Throw<InvalidContentException>().WithMessage($"\"{empty.HostPath}\" is not an OCI image layout: it has no \"oci-layout\"");
        openNothing.Should().Throw<ImageNotFoundException>().WithMessage($"\"{empty.At("nothing")}\" does not exist");
    }

    [Fact]
    public void An_archive_made_by_tar_is_read_and_a_cut_one_is_refused()
    {
        using TemporaryDirectory outside = new("archive");
        string archive = outside.At("layout.tar");
        ProcessRunner.Run("tar", ["-cf", archive, "-C", _directory.HostPath, "."]).Succeeded();
        using OciLayoutReader reader = OciLayoutReader.Open(archive);
        File.WriteAllBytes(outside.At("cut.tar"), File.ReadAllBytes(archive)[..1000]);
        Action openCut = () => OciLayoutReader.Open(outside.At("cut.tar"));

        ResolvedImage image = reader.Resolve("v1", Amd64, CancellationToken.None);
        using Stream layer = reader.OpenBlob(image.Manifest.Layers[0], CancellationToken.None);
        using MemoryStream copy = new();
        layer.CopyTo(copy);

        copy.ToArray().Should().Equal(_image.Tars[0]);
        openCut.Should().Throw<InvalidContentException>();
    }

    private static Descriptor Tagged(Descriptor descriptor, string tag) => descriptor.WithAnnotation(Annotations.ReferenceName, tag);

    private Descriptor Index(Descriptor entry) => _content.WriteBlob(ManifestJson.Write(new ImageIndex(MediaTypes.OciIndex, [entry])), MediaTypes.OciIndex);

    private void WriteIndex(params Descriptor[] entries) =>
        File.WriteAllBytes(_directory.At("index.json"), ManifestJson.Write(new ImageIndex(MediaTypes.OciIndex, [.. entries])));

    private ResolvedImage Resolve(string? tagOrDigest)
    {
        using OciLayoutReader reader = OciLayoutReader.Open(_directory.HostPath);
        return reader.Resolve(tagOrDigest, Amd64, CancellationToken.None);
    }
}
