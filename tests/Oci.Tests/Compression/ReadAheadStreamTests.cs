using System.Security.Cryptography;

using Sharpbuild.Oci.Compression;

namespace Sharpbuild.Oci.Tests.Compression;

/// <summary>Reading on a second thread.</summary>
public sealed class ReadAheadStreamTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256 * 1024)]
    [InlineData((5 * 1024 * 1024) + 7)]
    public void All_bytes_come_out_in_order(int count)
    {
        byte[] content = RandomNumberGenerator.GetBytes(count);

        using ReadAheadStream stream = new(new MemoryStream(content));
        using MemoryStream copy = new();
        stream.CopyTo(copy, 1000);

        copy.ToArray().Should().Equal(content);
        stream.Read(new byte[1]).Should().Be(0);
    }

    [Fact]
    public void A_failure_of_the_source_reaches_who_reads_after_the_bytes_before_it()
    {
        using ReadAheadStream stream = new(new BrokenStream(300_000));
        byte[] whole = new byte[256 * 1024];

        stream.ReadExactly(whole);
        Action act = () => stream.ReadExactly(whole);

        act.Should().Throw<InvalidContentException>().WithMessage("broken");
    }

    [Fact]
    public void Who_stops_early_leaves_no_thread_behind_and_closes_the_source()
    {
        BrokenStream endless = new(long.MaxValue);

        using (ReadAheadStream stream = new(endless))
        {
            stream.ReadByte();
        }

        endless.IsDisposed.Should().BeTrue();
    }

    private sealed class BrokenStream(long countBefore) : MemoryStream
    {
        private long _given;

        public bool IsDisposed { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            int count = (int)Math.Min(buffer.Length, countBefore - _given);
            _given += count;
            return count > 0 ? count : throw new InvalidContentException("broken");
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
