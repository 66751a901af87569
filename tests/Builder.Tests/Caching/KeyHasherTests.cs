using System.Security.Cryptography;

using Sharpbuild.Builder.Caching;

namespace Sharpbuild.Builder.Tests.Caching;

public sealed class KeyHasherTests
{
    [Fact]
    public void Every_length_and_split_gives_the_SHA_256_of_the_system()
    {
        byte[] bytes = new byte[300];
        new Random(1).NextBytes(bytes);
        for (int length = 0; length <= bytes.Length; length++)
        {
            KeyHasher hasher = new();
            int split = length / 3;
            hasher.Append(bytes.AsSpan(0, split));
            hasher.Append(bytes.AsSpan(split, length - split));

            hasher.Finish().Hex.Should().Be(Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, length))));
        }
    }

    [Fact]
    public void Texts_are_told_apart_by_their_lengths()
    {
        KeyHasher one = new();
        one.Append("ab");
        one.Append("c");
        KeyHasher other = new();
        other.Append("a");
        other.Append("bc");

        one.Finish().Should().NotBe(other.Finish());
    }
}
