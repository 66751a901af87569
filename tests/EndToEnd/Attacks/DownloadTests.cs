using System.IO.Compression;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>Servers from which ADD, or the whole context, comes and that answer what they should not.</summary>
public sealed class DownloadTests
{
    private static readonly byte[] Tar = new TarBytes().File("Dockerfile", "FROM scratch\nCOPY . /\n").File("f", "f").ToArray();

    private static readonly Dictionary<string, Func<TestRequest, TestReply>> Answers = new()
    {
        ["redirect to a file"] = _ => new TestReply(302, "", "Location: file:///etc/shadow"),
        ["redirect to ftp"] = _ => new TestReply(302, "", "Location: ftp://127.0.0.1/x"),
        ["redirect to a socket"] = _ => new TestReply(302, "", "Location: unix:/run/docker.sock"),
        ["redirect without end"] = request => new TestReply(302, "", "Location: " + request.Target + "x"),
        ["redirect to nothing"] = _ => new TestReply(302, ""),
        ["redirect with control characters"] = _ => new TestReply(302, "", "Location: http://127.0.0.1:9/\u001b[2J"),
        ["redirect with a password"] = _ => new TestReply(302, "", "Location: http://user:canary-7c1e5f09d2@127.0.0.1:9/"),
        ["endless body"] = _ => new TestReply(200, new byte[1 << 20]) { Length = 100, IsEndless = true },
        ["shorter than announced"] = _ => new TestReply(200, "short") { Length = 1000 },
        ["longer than announced"] = _ => new TestReply(200, "longer than it says") { Length = 4 },
        ["negative length"] = _ => new TestReply(200, "x") { Length = -7 },
        ["huge length"] = _ => new TestReply(200, "x") { Length = long.MaxValue },
        ["broken off"] = _ => new TestReply(200, new byte[100_000]) { BreakAfter = 5000 },
        ["empty"] = _ => new TestReply(200, ""),
        ["no status"] = _ => new TestReply(0, ""),
        ["status 999"] = _ => new TestReply(999, "x"),
        ["status 206"] = _ => new TestReply(206, "part", "Content-Range: bytes 5-8/100"),
        ["status 304 without a question"] = _ => new TestReply(304, ""),
        ["error with control characters"] = _ => new TestReply(500, "\u001b[2J\u0007"),
        ["headers of 1 MiB"] = _ => new TestReply(200, "x", "X: " + new string('x', 1 << 20)),
        ["100,000 headers"] = _ => new TestReply(200, "x", [.. Enumerable.Range(0, 100_000).Select(i => $"X{i}: x")]),
        ["header with control characters"] = _ => new TestReply(200, "x", "Last-Modified: \u001b[2J", "ETag: \"\u0007\""),
        ["time far away"] = _ => new TestReply(200, "x", "Last-Modified: Fri, 31 Dec 9999 23:59:59 GMT"),
        ["name in a header"] = _ => new TestReply(200, "x", "Content-Disposition: attachment; filename=\"../../../host/secret\""),
        ["cookie"] = _ => new TestReply(200, "x", "Set-Cookie: a=b"),
        ["gzip coding of nothing"] = _ => new TestReply(200, "no gzip", "Content-Encoding: gzip"),
        ["unknown coding"] = _ => new TestReply(200, "x", "Content-Encoding: \u001b"),
        ["gzip bomb"] = _ => new TestReply(200, Gzip(new byte[50_000_000]), "Content-Encoding: gzip"),
        ["archive that leads out"] = _ => new TestReply(200, new TarBytes().File("../host/secret", "x").File("Dockerfile", "FROM scratch\nCOPY . /\n").ToArray()),
        ["archive through a link"] = _ => new TestReply(200, new TarBytes().Symlink("l", "../../../../host").File("l/secret", "x").File("Dockerfile", "FROM scratch\nCOPY . /\n").ToArray()),
        ["archive that is cut off"] = _ => new TestReply(200, Tar[..700]),
        ["gzip that is cut off"] = _ => new TestReply(200, Gzip(Tar)[..60]),
        ["gzip with a wrong sum"] = _ => new TestReply(200, [.. Gzip(Tar)[..^8], 0, 0, 0, 0, 0, 0, 0, 0]),
        ["web page"] = _ => new TestReply(200, "<html>\u001b[2J</html>", "Content-Type: text/html"),
        ["Dockerfile with a NUL"] = _ => new TestReply(200, "FROM scratch\0\n"),
    };

    public static TheoryData<string> Names => [.. Answers.Keys];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void What_a_server_gives_to_ADD_is_a_file_or_an_error(string name)
    {
        Requires.Root();
        using AttackBench bench = new();
        using TestServer server = new(Answers[name]);
        bench.With("Dockerfile", $"FROM scratch\nADD http://{server.Address}/a/file /to/\n");

        ProcessResult result = bench.Build();

        ExpectNamedServer(result, server);
        if (result.ExitCode == 0)
        {
            bench.Image().Keys.Should().BeEquivalentTo("to", "to/file");
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void What_a_server_gives_as_a_context_is_a_context_or_an_error(string name)
    {
        Requires.Root();
        using AttackBench bench = new();
        using TestServer server = new(Answers[name]);

        ProcessResult result = bench.Run("build", "--progress", "plain", "-o", $"type=oci,dest={bench.At("out")},tar=false,compression=uncompressed", $"http://{server.Address}/context.tar");

        result.ExitCode.Should().BeOneOf([0, 1], result.Error);
    }

    [SkippableTheory]
    [InlineData("/..")]
    [InlineData("/a/..%2f..%2fhost")]
    [InlineData("/%2e%2e/%2e%2e/host")]
    [InlineData("/.wh.file")]
    [InlineData("/.wh..wh..opq")]
    [InlineData("/a%00b")]
    [InlineData("/a%0ab%1b[2J")]
    [InlineData("/")]
    [InlineData("/a/")]
    [InlineData("/?x=../../host")]
    [InlineData("/a%2fb")]
    public void The_name_of_an_address_is_a_name_below_the_destination(string path)
    {
        Requires.Root();
        using AttackBench bench = new();
        using TestServer server = new(_ => new TestReply(200, "x"));
        bench.With("Dockerfile", $"FROM scratch\nADD http://{server.Address}{path} /to/\n");

        ProcessResult result = bench.Build();

        if (result.ExitCode == 0)
        {
            bench.Image().Keys.Should().OnlyContain(name => name == "to" || name.StartsWith("to/", StringComparison.Ordinal)).And.NotContain(name => name.Contains("..", StringComparison.Ordinal));
        }
    }

    private static void ExpectNamedServer(ProcessResult result, TestServer server)
    {
        result.ExitCode.Should().BeOneOf([0, 1], result.Error);
        if (result.ExitCode != 0)
        {
            result.Error.Should().Contain(server.Address);
        }
    }

    private static byte[] Gzip(byte[] content)
    {
        using MemoryStream output = new();
        using (GZipStream gzip = new(output, CompressionMode.Compress))
        {
            gzip.Write(content);
        }

        return output.ToArray();
    }
}
