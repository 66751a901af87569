using System.Collections.Immutable;
using Sharpbuild.Dockerfiles;

namespace Sharpbuild.DockerfileParser.Tests.Values;

public sealed class ValueTests
{
    [Theory]
    [InlineData("1h2m3.5s", 3723.5)]
    [InlineData("300ms", 0.3)]
    [InlineData("1us", 0.000001)]
    [InlineData("-1.5m", -90)]
    [InlineData(".5s", 0.5)]
    [InlineData("0", 0)]
    public void Durations_are_read_as_in_go(string text, double seconds)
    {
        GoDuration.TryParse(text, out TimeSpan duration).Should().BeTrue();

        duration.TotalSeconds.Should().Be(seconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("s")]
    [InlineData("1x")]
    [InlineData(".s")]
    [InlineData("1 s")]
    [InlineData("9999999999h")]
    public void Other_durations_are_refused(string text) => GoDuration.TryParse(text, out _).Should().BeFalse();

    [Theory]
    [InlineData("SIGTERM", 15)]
    [InlineData("kill", 9)]
    [InlineData("rtmin+3", 37)]
    [InlineData("SIGRTMAX-1", 63)]
    [InlineData("28", 28)]
    public void Signals_have_names_and_numbers(string text, int expected)
    {
        SignalNames.TryParse(text, out int number).Should().BeTrue();

        number.Should().Be(expected);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("SIG")]
    [InlineData("a b")]
    [InlineData("SIGRTMIN+16")]
    public void Other_signals_are_refused(string text) => SignalNames.TryParse(text, out _).Should().BeFalse();

    [Theory]
    [InlineData("80", "80/tcp")]
    [InlineData("8000-8002/UDP", "8000/udp 8001/udp 8002/udp")]
    [InlineData("127.0.0.1:80:81", "81/tcp")]
    [InlineData("[::1]:80:81/sctp", "81/sctp")]
    public void Ports_are_listed_with_their_protocol(string word, string expected)
    {
        ExposedPorts.TryParse(word, out ImmutableArray<string> ports, out _).Should().BeTrue();

        string.Join(' ', ports).Should().Be(expected);
    }

    [Theory]
    [InlineData("x", "invalid port \"x\": a port is a number from 0 to 65535, or two with \"-\" between them")]
    [InlineData("65536", "invalid port \"65536\": a port is a number from 0 to 65535, or two with \"-\" between them")]
    [InlineData("80/http", "unknown protocol \"http\" in port \"80/http\"")]
    [InlineData("host:80:80", "invalid address \"host\" in port \"host:80:80\"")]
    [InlineData("1-3:4-5", "the two ranges of \"1-3:4-5\" differ in length")]
    public void Other_ports_are_refused_with_a_reason(string word, string expected)
    {
        ExposedPorts.TryParse(word, out _, out string? error).Should().BeFalse();

        error.Should().Be(expected);
    }

    [Theory]
    [InlineData("0755", 0, false, 0x1ED)]
    [InlineData("7777", 0, false, 0xFFF)]
    [InlineData("u=rwX,go=rX", 0x1A4, false, 0x1A4)]
    [InlineData("u=rwX,go=rX", 0x1A4, true, 0x1ED)]
    [InlineData("+x", 0x1A4, false, 0x1ED)]
    [InlineData("go-rwx", 0x1FF, false, 0x1C0)]
    [InlineData("g=u", 0x1C0, false, 0x1F8)]
    [InlineData("u+s,g+s,+t", 0, false, 0xE00)]
    [InlineData("a=", 0xFFF, false, 0)]
    public void Modes_are_octal_or_symbolic(string text, int before, bool isDirectory, int after)
    {
        FileModeText.TryParse(text, out FileModeText? mode).Should().BeTrue();

        mode!.Apply(before, isDirectory).Should().Be(after);
    }

    [Theory]
    [InlineData("")]
    [InlineData("8")]
    [InlineData("10000")]
    [InlineData("u")]
    [InlineData("u=q")]
    [InlineData("u=r,,g=r")]
    public void Other_modes_are_refused(string text) => FileModeText.TryParse(text, out _).Should().BeFalse();

    [Theory]
    [InlineData("a,b=c", "a|b=c")]
    [InlineData("\"a,b\",c", "a,b|c")]
    [InlineData("\"a\"\"b\"", "a\"b")]
    [InlineData("a,", "a|")]
    [InlineData("", "")]
    public void Comma_separated_fields_may_be_quoted(string text, string expected)
    {
        CommaSeparated.TrySplit(text, out ImmutableArray<string> fields, out _).Should().BeTrue();

        string.Join('|', fields).Should().Be(expected);
    }

    [Theory]
    [InlineData("64m", 64L << 20)]
    [InlineData("1.5GiB", 3L << 29)]
    [InlineData("10", 10L)]
    [InlineData("1kb", 1024L)]
    public void Sizes_are_powers_of_1024(string text, long expected)
    {
        ByteSize.TryParse(text, out long? size).Should().BeTrue();

        size.Should().Be(expected);
    }
}
