using System.Security.Cryptography;

using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layout;
using Sharpbuild.Oci.Model;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Layout;

public sealed class OciArchiveWriterTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new("archive");
    private readonly ContentStore _store;

    public OciArchiveWriterTests() => _store = new ContentStore(_directory.MakeDirectory("store"), _directory.MakeDirectory("tmp"));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_blob_that_is_followed_gives_the_bytes_of_one_that_is_whole()
    {
        byte[] content = RandomNumberGenerator.GetBytes(700_000);
        Descriptor blob = new("layer", Digest.Of(content), content.Length);

        byte[] followed = Archive(writer =>
        {
            writer.CanFollow.Should().BeTrue();
            Follow(writer, content);
            writer.HasBlob(blob.Digest).Should().BeTrue();
        });

        followed.Should().Equal(Archive(writer => writer.AddBlob(blob, new MemoryStream(content), CancellationToken.None)));
    }

    [Fact]
    public void A_blob_that_is_there_already_is_taken_back()
    {
        byte[] content = RandomNumberGenerator.GetBytes(700_000);

        byte[] twice = Archive(writer =>
        {
            Follow(writer, content);
            Follow(writer, content);
        });

        twice.Should().Equal(Archive(writer => Follow(writer, content)));
    }

    [Fact]
    public void A_blob_that_is_given_up_leaves_the_archive_as_it_was()
    {
        byte[] content = RandomNumberGenerator.GetBytes(300_000);
        Descriptor blob = new("layer", Digest.Of(content), content.Length);

        byte[] archive = Archive(writer =>
        {
            GrowingBlobStream growing;
            using (BlobWriter lost = _store.CreateBlob(computeDigest: false))
            {
                growing = lost.Follow();
                lost.Write(content);
            }

            Action follow = () => writer.AddBlob(growing, _ => { }, CancellationToken.None);
            follow.Should().Throw<OperationCanceledException>();
            growing.Dispose();
            writer.AddBlob(blob, new MemoryStream(content), CancellationToken.None);
        });

        archive.Should().Equal(Archive(writer => writer.AddBlob(blob, new MemoryStream(content), CancellationToken.None)));
    }

    [Fact]
    public void A_file_that_is_too_large_for_its_header_is_taken_back()
    {
        using OutputFile file = OutputFile.Create(_directory.At("large.tar"));
        ArchiveWriter archive = new(file.Content) { LargestPlainSize = 10 };

        bool isAdded = archive.TryAdd("some/", output => Copy(output, 11), () => "some/file");
        bool isSmallAdded = archive.TryAdd("some/", output => Copy(output, 10), () => "some/file");

        (isAdded, isSmallAdded).Should().Be((false, true));
        file.Content.Length.Should().Be(3 * 512, "a directory, a header and a block of content");
    }

    [Fact]
    public void Nothing_is_followed_into_a_pipe()
    {
        using MemoryStream output = new();
        using OciArchiveWriter writer = new(output);

        writer.CanFollow.Should().BeFalse();
    }

    private static long Copy(Stream output, int size)
    {
        output.Write(new byte[size]);
        return size;
    }

    /// <summary>Has a second thread write a blob piece by piece while the archive follows it.</summary>
    private void Follow(OciArchiveWriter archive, byte[] content)
    {
        using BlobWriter blob = _store.CreateBlob();
        using GrowingBlobStream growing = blob.Follow();
        Task writing = Task.Run(() =>
        {
            foreach (byte[] piece in content.Chunk(50_000))
            {
                blob.Write(piece);
            }

            blob.Commit();
        });
        long moved = 0;

        archive.AddBlob(growing, count => moved += count, CancellationToken.None);

        writing.GetAwaiter().GetResult();
        moved.Should().Be(content.Length);
    }

    private byte[] Archive(Action<OciArchiveWriter> fill)
    {
        string hostPath = _directory.At(Path.GetRandomFileName());
        using (OutputFile file = OutputFile.Create(hostPath))
        {
            using OciArchiveWriter writer = new(file.Content);
            fill(writer);
            writer.Finish(new ImageIndex(MediaTypes.OciIndex, []));
            file.Commit();
        }

        return File.ReadAllBytes(hostPath);
    }
}
