using CsCheck;

using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Model;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Oci.Tests.Content;

public sealed class ContentStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new("store");
    private readonly ContentStore _store;

    public ContentStoreTests() => _store = new ContentStore(_directory.At("images"), _directory.At("tmp"));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_committed_blob_has_the_digest_of_its_bytes_and_leaves_no_temporary_file()
    {
        Digest digest;
        using (BlobWriter writer = _store.CreateBlob())
        {
            writer.Write("hello "u8);
            writer.Write("world"u8);
            digest = writer.Commit();
        }

        _store.Barrier();

        digest.Should().Be(Digest.Of("hello world"u8));
        File.ReadAllText(_store.PathOf(digest)).Should().Be("hello world");
        _store.ListBlobs().Should().Equal(digest);
        Directory.GetFiles(_directory.At("tmp")).Should().BeEmpty();
    }

    [Fact]
    public void A_blob_that_is_not_committed_leaves_nothing()
    {
        using (BlobWriter writer = _store.CreateBlob())
        {
            writer.Write("half"u8);
        }

        _store.ListBlobs().Should().BeEmpty();
        Directory.GetFiles(_directory.At("tmp")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_blob_is_read_while_it_is_written()
    {
        byte[] content = new byte[300_000];
        new Random(1).NextBytes(content);
        using BlobWriter writer = _store.CreateBlob();
        using GrowingBlobStream follower = writer.Follow();
        using MemoryStream read = new();
        Task reading = Task.Run(() => follower.CopyTo(read, 1000));

        foreach (byte[] part in content.Chunk(7001))
        {
            writer.Write(part);
        }

        Digest digest = writer.Commit();
        await reading;

        read.ToArray().Should().Equal(content);
        follower.Digest.Should().Be(digest);
    }

    [Fact]
    public async Task Who_reads_a_blob_that_is_given_up_is_told()
    {
        BlobWriter writer = _store.CreateBlob();
        using GrowingBlobStream follower = writer.Follow();
        Task<bool> waiting = Task.Run(() => follower.WaitFor(100));
        writer.Write("half"u8);
        writer.Dispose();

        Func<Task> wait = () => waiting;

        await wait.Should().ThrowAsync<OperationCanceledException>();
        follower.Invoking(stream => stream.ReadByte()).Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void Nothing_is_made_before_the_first_blob()
    {
        _store.HasBlob(Digest.Of([])).Should().BeFalse();
        _store.Barrier();
        _store.Delete(Digest.Of([]));

        Directory.GetFileSystemEntries(_directory.HostPath).Should().BeEmpty();
    }

    [Theory]
    [InlineData(40)]
    [InlineData(600)]
    public void Many_blobs_are_flushed_at_once_and_what_was_deleted_since_is_no_error(int count)
    {
        Descriptor[] written = [.. Enumerable.Range(0, count).Select(number => _store.WriteBlob(BitConverter.GetBytes(number), "m"))];
        _store.Delete(written[7].Digest);

        _store.Barrier();

        _store.ListBlobs().Should().BeEquivalentTo(written.Select(blob => blob.Digest).Except([written[7].Digest]));
    }

    [Fact]
    public void A_changed_blob_is_found_when_it_is_read()
    {
        Descriptor blob = _store.WriteBlob("content"u8, "m");
        File.WriteAllText(_store.PathOf(blob.Digest), "contenT");

        Action read = () => _store.ReadBlob(blob.Digest, 100);

        read.Should().Throw<InvalidContentException>().WithMessage($"blob {blob.Digest} has other content: its digest is {Digest.Of("contenT"u8)}");
    }

    [Fact]
    public void A_cut_blob_is_found_when_it_is_opened_and_written_anew()
    {
        Descriptor blob = _store.WriteBlob("content"u8, "m");
        File.WriteAllText(_store.PathOf(blob.Digest), "con");
        Action open = () => _store.OpenBlob(blob);

        open.Should().Throw<InvalidContentException>().WithMessage($"blob {blob.Digest} has 3 bytes, but its size should be 7");
        _store.WriteBlob("content"u8, "m");

        _store.ReadBlob(blob.Digest, 7).Should().Equal("content"u8.ToArray());
    }

    [Fact]
    public void A_missing_blob_is_named()
    {
        Digest digest = Digest.Of("nothing"u8);
        Action open = () => _store.OpenBlob(digest);

        open.Should().Throw<InvalidContentException>().WithMessage($"blob {digest} is missing from {_store.HostPath}");
    }

    [Theory]
    [InlineData(10, "blob {0} ended after 7 bytes, but its size is 10")]
    [InlineData(3, "blob {0} is longer than its size of 3 bytes")]
    public void A_verifying_stream_holds_content_to_its_size(long size, string message)
    {
        Digest digest = Digest.Of("content"u8);
        using VerifyingStream stream = new(new MemoryStream("content"u8.ToArray()), digest, size);
        Action read = () => stream.CopyTo(Stream.Null);

        read.Should().Throw<InvalidContentException>().WithMessage(string.Format(null, message, digest));
    }

    [Fact]
    public void A_verifying_stream_passes_true_content_of_both_algorithms_in_any_pieces() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[1, 64], Gen.Bool).Sample((content, piece, isLong) =>
        {
            Digest digest = isLong
                ? Digest.Parse("sha512:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(content)))
                : Digest.Of(content);
            using VerifyingStream stream = new(new MemoryStream(content), digest, content.Length);
            using MemoryStream copy = new();

            stream.CopyTo(copy, piece);

            copy.ToArray().Should().Equal(content);
        });
}
