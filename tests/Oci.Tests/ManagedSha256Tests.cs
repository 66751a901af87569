using System.Security.Cryptography;

using CsCheck;

namespace Sharpbuild.Oci.Tests;

public sealed class ManagedSha256Tests
{
    [Fact]
    public void It_computes_the_same_as_the_platform() => Gen.Byte.Array[0, 400].Sample(content =>
    {
        byte[] value = new byte[32];
        ManagedSha256 hash = new();
        hash.Append(content);
        hash.Finish(value);

        value.Should().Equal(SHA256.HashData(content));
    });

    [Theory]
    [InlineData(55)]
    [InlineData(56)]
    [InlineData(64)]
    [InlineData(119)]
    [InlineData(ManagedSha256.MostBytes)]
    [InlineData(ManagedSha256.MostBytes + 1)]
    public void Digests_at_the_edges_of_blocks_are_those_of_the_platform(int size)
    {
        byte[] content = [.. Enumerable.Range(0, size).Select(number => (byte)number)];

        Digest.Of(content).Should().Be(Digest.FromSha256(SHA256.HashData(content)));
    }
}
