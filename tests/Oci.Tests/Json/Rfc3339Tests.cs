using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Oci.Tests.Json;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0, 0, "1970-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z", -62135596800, 0, "0001-01-01T00:00:00Z")]
    [InlineData("2024-02-29T12:00:00.123456789Z", 1709208000, 123456789, "2024-02-29T12:00:00.123456789Z")]
    [InlineData("2024-02-29T12:00:00.1200+01:30", 1709202600, 120000000, "2024-02-29T10:30:00.12Z")]
    [InlineData("2024-02-29T12:00:00-00:00", 1709208000, 0, "2024-02-29T12:00:00Z")]
    public void Times_are_read_with_any_offset_and_written_in_UTC(string text, long seconds, int nanoseconds, string written)
    {
        Rfc3339.TryParse(text, out UnixTime time).Should().BeTrue();

        (time, Rfc3339.Format(time)).Should().Be((new UnixTime(seconds, nanoseconds), written));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2024-02-30T12:00:00Z")]
    [InlineData("2024-02-29T12:00:00")]
    [InlineData("2024-02-29T12:00:00.Z")]
    [InlineData("2024-02-29T12:00:00+1:00")]
    [InlineData("2024-02-29 12:00:00Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    public void Other_text_is_no_time(string? text) => Rfc3339.TryParse(text, out _).Should().BeFalse();
}
