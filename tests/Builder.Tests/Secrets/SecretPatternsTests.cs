using System.Text;

using CsCheck;

using Sharpbuild.Builder.Contexts.Remote;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Secrets;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Builder.Tests.Secrets;

/// <summary>What is found of secrets in streams, and hidden in output, however the bytes are cut.</summary>
public sealed class SecretPatternsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new("secrets");

    [Fact]
    public void A_value_is_found_wherever_writes_are_cut()
    {
        SecretPatterns patterns = Patterns("p4ssw0rd/+value");

        Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[1, 40], Gen.Byte.Array[0, 60]).Sample((before, size, after) =>
        {
            byte[] all = [.. before, .. "p4ssw0rd/+value"u8, .. after];
            using MemoryStream output = new();
            using SecretScanStream stream = new(output, patterns);
            foreach (byte[] part in all.Chunk(size))
            {
                stream.Write(part);
            }

            stream.Found!.Id.Should().Be("id");
            stream.FoundAt.Should().Be(before.Length);
            output.ToArray().Should().Equal(all);
        });
    }

    [Fact]
    public void A_value_is_found_in_base64_at_any_offset()
    {
        SecretPatterns patterns = Patterns("p4ssw0rd/+value");

        Gen.Select(Gen.Byte.Array[0, 20], Gen.Byte.Array[0, 20]).Sample((before, after) =>
            patterns.Find(Convert.ToBase64String([.. before, .. "p4ssw0rd/+value"u8, .. after])).Should().NotBeNull());
    }

    [Theory]
    [InlineData("p4ssw0rd%2F%2Bvalue")]
    [InlineData("x=p4ssw0rd/+value;")]
    public void A_value_is_found_in_other_forms(string text) => Patterns("p4ssw0rd/+value\n").Find(text).Should().NotBeNull();

    [Fact]
    public void Values_with_several_lines_are_found_in_json() =>
        Patterns("first \"line\"\nsecond").Find("""{"x":"first \"line\"\nsecond"}""").Should().NotBeNull();

    [Theory]
    [InlineData("1234567", 0)]
    [InlineData("  1234567\n", 0)]
    [InlineData("12345678", 1)]
    public void Short_values_are_passed_over(string value, int least) => Patterns(value).All.Length.Should().BeGreaterThanOrEqualTo(least).And.BeLessThan(least == 0 ? 1 : 9);

    [Fact]
    public void Output_is_hidden_wherever_it_is_cut_and_nothing_else_is_changed()
    {
        SecretPatterns patterns = Patterns("p4ssw0rd/+value");

        Gen.Select(Gen.String[Gen.Char["pw4s \n"], 0, 30].Array[0, 4], Gen.Int[1, 12]).Sample((parts, size) =>
        {
            string text = string.Join("p4ssw0rd/+value", parts);
            StringBuilder shown = new();
            SecretOutputMask mask = new(patterns, (_, bytes) => shown.Append(Encoding.UTF8.GetString(bytes.Span)));
            foreach (byte[] chunk in Encoding.UTF8.GetBytes(text).Chunk(size))
            {
                mask.Add(1, chunk);
            }

            mask.Finish();
            shown.ToString().Should().Be(string.Join("***", parts));
        });
    }

    [Theory]
    [InlineData("ADD https://u:p@host/a /b", "ADD https://xxxxx@host/a /b")]
    [InlineData("https://token@host", "https://xxxxx@host")]
    [InlineData("ssh://git@host:22/x.git", "ssh://git@host:22/x.git")]
    [InlineData("ssh://u:p@host/x.git and git://u:p@h", "ssh://xxxxx@host/x.git and git://xxxxx@h")]
    [InlineData("http://host/a@b:c", "http://host/a@b:c")]
    [InlineData("a@b", "a@b")]
    [InlineData("://", "://")]
    public void Passwords_of_addresses_are_not_shown(string text, string shown) => HttpAddress.WithoutPassword(text).Should().Be(shown);

    public void Dispose() => _directory.Dispose();

    private SecretPatterns Patterns(string value) => SecretPatterns.Read([new SecretOption("id", _directory.Write("value", value), null)]);
}
