using System.Text.Json.Nodes;

using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layout;
using Sharpbuild.Oci.Model;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Layout;

/// <summary>Other tools read what is written here, and what they write is read here.</summary>
public sealed class RealReaderTests : IDisposable
{
    private static readonly ImageReference Name = ImageReference.Parse("example.org/team/app:v1");
    private static readonly Platform Amd64 = new("linux", "amd64");

    private readonly TemporaryDirectory _directory = new("readers");
    private readonly ContentStore _content;
    private readonly SampleImage _image;

    public RealReaderTests()
    {
        _content = new ContentStore(_directory.At("images"), _directory.At("tmp"));
        _image = SampleImage.WriteTo(_content);
    }

    public void Dispose() => _directory.Dispose();

    [SkippableFact]
    public void Skopeo_reads_the_store_itself()
    {
        Requires.Program("skopeo");
        new ImageStore(_content).Tag(Name, _image.Manifest);

        Inspect($"oci:{_directory.At("images")}:example.org/team/app:v1").Should().Be(_image.Manifest.Digest.ToString());
    }

    [SkippableFact]
    public void Skopeo_reads_a_layout_directory()
    {
        Requires.Program("skopeo");

        Inspect($"oci:{WriteDirectory()}:v1").Should().Be(_image.Manifest.Digest.ToString());
    }

    [SkippableFact]
    public void Umoci_unpacks_a_layout_directory()
    {
        Requires.Program("umoci");
        Requires.Root();

        Run("umoci", "unpack", "--image", $"{WriteDirectory()}:v1", _directory.At("bundle"));

        File.ReadAllText(_directory.At("bundle", "rootfs", "greeting")).Should().Be("hello");
        File.ReadAllText(_directory.At("bundle", "rootfs", "farewell")).Should().Be("bye");
    }

    [SkippableFact]
    public void Skopeo_copies_an_archive_and_its_copies_are_read_back()
    {
        Requires.Program("skopeo");
        Run("skopeo", "copy", "-q", $"oci-archive:{WriteArchive()}:v1", $"oci:{_directory.At("copy")}:again");
        Run("skopeo", "copy", "-q", $"oci:{_directory.At("copy")}:again", $"oci-archive:{_directory.At("copy.tar")}:again");

        Digest[] read = [.. new[] { "copy", "copy.tar" }.Select(copy =>
        {
            using OciLayoutReader reader = OciLayoutReader.Open(_directory.At(copy));
            return reader.Resolve("again", Amd64, CancellationToken.None).ConfigDescriptor.Digest;
        })];

        read.Should().Equal(_image.Content.Config.Digest, _image.Content.Config.Digest);
    }

    [SkippableFact]
    public void Skopeo_reads_a_docker_archive_with_its_names_and_layers()
    {
        Requires.Program("skopeo");
        string archive = WriteDockerArchive();

        JsonNode found = JsonNode.Parse(Run("skopeo", "inspect", $"docker-archive:{archive}:example.org/team/app:v1"))!;
        Run("skopeo", "copy", "-q", $"docker-archive:{archive}", $"oci:{_directory.At("copy")}:x");

        ((string?)found["Architecture"]).Should().Be("amd64");
        using OciLayoutReader reader = OciLayoutReader.Open(_directory.At("copy"));
        reader.Resolve("x", Amd64, CancellationToken.None).Config.DiffIds.Should().Equal(_image.Config.DiffIds);
    }

    [SkippableFact]
    public void A_docker_archive_of_skopeo_is_read()
    {
        Requires.Program("skopeo");
        Run("skopeo", "copy", "-q", $"oci:{WriteDirectory()}:v1", $"docker-archive:{_directory.At("theirs.tar")}:example.org/team/app:v1");
        using DockerArchiveReader reader = DockerArchiveReader.Open(_directory.At("theirs.tar"));

        ResolvedImage image = reader.Resolve("example.org/team/app:v1", Amd64, CancellationToken.None);

        reader.Names.Should().Equal("example.org/team/app:v1");
        image.Config.Should().BeEquivalentTo(_image.Config);
        image.Manifest.Layers.Select(layer => Read(reader, layer)).Should().BeEquivalentTo(_image.Tars, options => options.WithStrictOrdering());
    }

    [SkippableFact]
    public void Podman_loads_a_docker_archive_and_an_oci_archive()
    {
        Requires.Program("podman");
        Requires.Root();
        string[] podman = ["--root", _directory.At("p-root"), "--runroot", _directory.At("p-run"), "--storage-driver", "vfs"];

        Run("podman", [.. podman, "load", "-i", WriteDockerArchive()]);
        string names = Run("podman", [.. podman, "images", "--no-trunc", "--format", "{{.Repository}}:{{.Tag}} {{.ID}}"]);
        Run("podman", [.. podman, "load", "-i", WriteArchive()]);

        names.Trim().Should().Be($"example.org/team/app:v1 {_image.Content.Config.Digest}");
    }

    [SkippableFact]
    public void Images_of_one_directory_stay_beside_each_other()
    {
        Requires.Program("skopeo");
        string layout = WriteDirectory();
        SampleImage other = SampleImage.WriteTo(_content, "other");
        Write(layout, other, ImageReference.Parse("app:v2"));
        Write(layout, other, ImageReference.Parse("app:v2"));

        using OciLayoutReader reader = OciLayoutReader.Open(layout);

        reader.ReadIndex().Manifests.Select(entry => entry.Annotation(Annotations.ReferenceName)).Should().Equal("v1", "v2");
        Inspect($"oci:{layout}:v2").Should().Be(other.Manifest.Digest.ToString());
        Inspect($"oci:{layout}:v1").Should().Be(_image.Manifest.Digest.ToString());
    }

    private static string Run(string program, params string[] arguments) => ProcessRunner.Run(program, arguments).Succeeded().Output;

    private static string Inspect(string image) => (string)JsonNode.Parse(Run("skopeo", "inspect", image))!["Digest"]!;

    private static byte[] Read(DockerArchiveReader source, Descriptor blob)
    {
        using Stream stream = source.OpenBlob(blob, CancellationToken.None);
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private string WriteDirectory()
    {
        Write(_directory.At("layout"), _image, Name);
        return _directory.At("layout");
    }

    private void Write(string layout, SampleImage image, ImageReference name)
    {
        using Sharpbuild.Oci.Layout.OciLayoutWriter writer = new(layout);
        image.CopyTo(writer, _content);
        writer.Finish(new ImageIndex(MediaTypes.OciIndex, [LayoutFiles.Named(image.Manifest, name)]));
    }

    private string WriteArchive()
    {
        using OutputFile file = OutputFile.Create(_directory.At("archive.tar"));
        using OciArchiveWriter writer = new(file.Content);
        _image.CopyTo(writer, _content);
        writer.Finish(new ImageIndex(MediaTypes.OciIndex, [LayoutFiles.Named(_image.Manifest, Name)]));
        file.Commit();
        return _directory.At("archive.tar");
    }

    private string WriteDockerArchive()
    {
        using OutputFile file = OutputFile.Create(_directory.At("docker.tar"));
        DockerArchiveWriter writer = new(file.Content);
        IEnumerable<DockerArchiveLayer> layers = _image.Tars.Select(tar => new DockerArchiveLayer(Digest.Of(tar), null, () => new MemoryStream(tar)));
        writer.Add(_content.ReadBlob(_image.Content.Config.Digest, 10_000), layers, [Name], CancellationToken.None);
        writer.Finish();
        file.Commit();
        return _directory.At("docker.tar");
    }
}
