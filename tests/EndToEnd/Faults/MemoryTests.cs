using System.Globalization;
using System.Text;
using Sharpbuild.TestSupport;
using Xunit.Abstractions;

namespace Sharpbuild.EndToEnd.Faults;

/// <summary>Input that is small and wants to become large: the builder's memory stays below 256 MiB, as GNU time measures it.</summary>
[Trait("Category", "Faults")]
public sealed class MemoryTests(ITestOutputHelper log)
{
    private const int MostKibibytes = 256 * 1024;

    private static readonly Dictionary<string, Action<Workbench>> Bombs = new()
    {
        ["gzip of 600 MiB"] = bench => Shell(bench, "truncate -s 600M z && tar -c z | gzip -1 > bomb; rm z", Add),
        ["bzip2 of 300 MiB"] = bench => Shell(bench, "truncate -s 300M z && tar -c z | bzip2 -1 > bomb; rm z", Add),
        ["xz of 600 MiB"] = bench => Shell(bench, "truncate -s 600M z && tar -c z | xz -1 > bomb; rm z", Add),
        ["zstd of 600 MiB"] = bench => Shell(bench, "truncate -s 600M z && tar -c z | zstd -q > bomb; rm z", Add),
        ["zstd with a window of 128 MiB"] = bench => Shell(bench, "head -c 200M /dev/urandom > z; tar -c z z | zstd -q -1 --long=27 > bomb; rm z", Add),
        ["zstd with a window of 2 GiB"] = bench => File(bench, [0x28, 0xB5, 0x2F, 0xFD, 0, 0xA8, .. Enumerable.Repeat<byte[]>([0x02, 0xFF, 0x07, 0], 2000).SelectMany(block => block)]),
        ["tar of 1 TiB of holes"] = bench => File(bench, Sparse(1L << 40)),
        ["tar of 20,000 large headers"] = bench => Shell(bench, $"python3 {Script("large")} > bomb", Add),
        ["tar of 100,000 files"] = bench => Shell(bench, $"python3 {Script("many")} > bomb", Add),
        ["file of 1 TiB of holes in the context"] = bench => Shell(bench, "truncate -s 1T bomb", "FROM scratch\nCOPY bomb /\n"),
        ["file of 1 TiB of holes in RUN"] = bench => Dockerfile(bench, "FROM busybox\nRUN truncate -s 1T /bomb\n"),
        ["context of 50,000 files"] = bench => Shell(bench, "mkdir d; cd d; seq -f %06.0f 50000 | xargs touch", "FROM scratch\nCOPY d /d\n"),
        ["RUN of 50,000 files"] = bench => Dockerfile(bench, "FROM busybox\nRUN mkdir /d; cd /d; seq 50000 | xargs touch\n"),
        ["10,000 stages"] = bench => Dockerfile(bench, string.Concat(Enumerable.Range(0, 10_000).Select(i => $"FROM scratch AS s{i}\nCOPY Dockerfile /{i}\n")) + "FROM s9999\n"),
        ["10,000 stages in a chain"] = bench => Dockerfile(bench, "FROM scratch AS s0\n" + string.Concat(Enumerable.Range(1, 10_000).Select(i => $"FROM s{i - 1} AS s{i}\n"))),
        ["expansion to a power of ten"] = bench => Dockerfile(bench, "FROM scratch\nENV A0=xxxxxxxxxx\n" + string.Concat(Enumerable.Range(1, 12).Select(i => $"ENV A{i}={string.Concat(Enumerable.Repeat($"${{A{i - 1}}}", 10))}\n")) + "LABEL l=$A12\n"),
        ["nested expansion"] = bench => Dockerfile(bench, "FROM scratch\nLABEL l=" + string.Concat(Enumerable.Repeat("${A:-", 100_000)) + "x" + new string('}', 100_000) + "\n"),
        ["line of 15 MiB"] = bench => Dockerfile(bench, "FROM scratch\nLABEL l=" + new string('x', 15 << 20) + "\n"),
        ["heredoc of 15 MiB"] = bench => Dockerfile(bench, "FROM scratch\nCOPY <<E /f\n" + string.Concat(Enumerable.Repeat("a line of a heredoc\n", 750_000)) + "E\n"),
        ["500,000 errors"] = bench => Dockerfile(bench, string.Concat(Enumerable.Repeat("WRONG\n", 500_000))),
        ["2,000,000 instructions"] = bench => Dockerfile(bench, "FROM scratch\n" + string.Concat(Enumerable.Repeat("ENV a=b\n", 2_000_000))),
        ["16 MiB of pairs"] = bench => Filled(bench, "ENV ", "a=b ", "\n"),
        ["16 MiB of longer pairs"] = bench => Filled(bench, "ENV ", "aaaaaaaaaaaaaaaa=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb ", "\n"),
        ["16 MiB of ports"] = bench => Filled(bench, "EXPOSE ", "1 ", "\n"),
        ["16 MiB of JSON"] = bench => Filled(bench, "CMD [", "\"\",", "\"\"]\n"),
        ["16 MiB of sources"] = bench => Filled(bench, "COPY ", "a ", "/\n"),
        ["16 MiB of words for a shell"] = bench => Filled(bench, "RUN ", "a ", "\n"),
        ["16 MiB of heredocs"] = bench => Filled(bench, "RUN ", "<<a ", "\n"),
        ["16 MiB of continued lines"] = bench => Filled(bench, "LABEL a=\\\n", "b\\\n", "c\n"),
        ["16 MiB of empty continued lines"] = bench => Filled(bench, "LABEL a=\\\n", "\\\n", "c\n"),
        ["16 MiB of empty lines"] = bench => Filled(bench, "", "\n", "LABEL a=b\n"),
        ["16 MiB of comments"] = bench => Filled(bench, "", "#a\n", "LABEL a=b\n"),
        ["16 MiB of triggers"] = bench => Filled(bench, "", "ONBUILD RUN a\n", ""),
        ["16 MiB of long commands"] = bench => Filled(bench, "", "RUN " + new string('a', 130) + "\n", ""),
        ["pattern that backtracks"] = bench => Shell(bench, "touch $(head -c 200 /dev/zero | tr '\\0' a)", $"FROM scratch\nCOPY {string.Concat(Enumerable.Repeat("*a", 60))}b /\n"),
        ["20,000 ignore patterns"] = bench => Shell(bench, "seq -f '**/x%.0f/**/*y' 20000 > .dockerignore; mkdir d; cd d; seq 500 | xargs touch", "FROM scratch\nCOPY d /d\n"),
        ["output of one line of 300 MB"] = bench => Dockerfile(bench, "FROM busybox\nRUN head -c 300000000 /dev/zero | tr '\\0' x\n"),
        ["output of 10,000,000 lines"] = bench => Dockerfile(bench, "FROM busybox\nRUN yes | head -n 10000000\n"),
        ["output of bytes"] = bench => Dockerfile(bench, "FROM busybox\nRUN head -c 50000000 /dev/urandom\n"),
        ["endless Dockerfile"] = bench => Shell(bench, "mknod Dockerfile c 1 5", null),
    };

    private const int LargestDockerfile = 16 << 20;

    private const string Add = "FROM scratch\nADD bomb /\n";

    /// <summary>What a normal run tries; the rest takes longer and is for campaigns.</summary>
    private static readonly HashSet<string> Slow =
    [
        "gzip of 600 MiB", "bzip2 of 300 MiB", "xz of 600 MiB", "zstd of 600 MiB", "zstd with a window of 128 MiB", "tar of 20,000 large headers", "context of 50,000 files", "RUN of 50,000 files", "output of 10,000,000 lines", "output of bytes",
        "500,000 errors", "2,000,000 instructions", "20,000 ignore patterns",
        "16 MiB of longer pairs", "16 MiB of ports", "16 MiB of JSON", "16 MiB of sources", "16 MiB of heredocs", "16 MiB of empty continued lines", "16 MiB of empty lines",
        "16 MiB of comments", "16 MiB of triggers", "16 MiB of long commands",
    ];

    public static TheoryData<string> Names => [.. Bombs.Keys.Where(name => FaultBench.IsCampaign || !Slow.Contains(name))];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void A_bomb_stays_small(string name)
    {
        Requires.Root();
        Requires.Program("time", "xz", "bzip2", "zstd", "python3");
        using Workbench bench = new();
        Directory.CreateDirectory(bench.At("context"));
        Bombs[name](bench);
        string[] build = ["build", "--root", bench.At("state"), "--progress", "plain", .. Workbench.Bases("busybox"), bench.At("context")];
        using CancellationTokenSource hang = new(TimeSpan.FromMinutes(5));

        // What it prints goes to a file: the test must not hold it either.
        string[] arguments = ["-c", "\"$@\" > \"$0\" 2>&1", bench.At("log"), "time", "-q", "-f", "%M %e", "-o", bench.At("peak"), SharpbuildCommand.Binary, .. build];
        ProcessResult result = ProcessRunner.RunAsync("sh", arguments, new ProcessSettings { Environment = new Dictionary<string, string?> { ["TMPDIR"] = bench.At() } }, hang.Token).GetAwaiter().GetResult();

        string[] measured = System.IO.File.ReadAllText(bench.At("peak")).Trim().Split(' ');
        string text = LastOf(bench.At("log"));
        result.ExitCode.Should().BeOneOf([0, 1], text);
        text.Should().NotContain("unexpected failure").And.NotContain("Unhandled exception");
        int peak = int.Parse(measured[0], CultureInfo.InvariantCulture);
        peak.Should().BeLessThan(MostKibibytes, text);
        log.WriteLine($"memory: {name}: {peak / 1024} MiB, {measured[1]} s, exit {result.ExitCode}{(result.ExitCode == 0 ? "" : ": " + text.Split('\n').FirstOrDefault(line => line.Contains("error ", StringComparison.Ordinal) || line.StartsWith("sharpbuild: ", StringComparison.Ordinal)))}");
    }

    private static void Dockerfile(Workbench bench, string text) => System.IO.File.WriteAllText(bench.At("context", "Dockerfile"), text);

    private static void File(Workbench bench, byte[] bomb)
    {
        System.IO.File.WriteAllBytes(bench.At("context", "bomb"), bomb);
        Dockerfile(bench, Add);
    }

    private static void Shell(Workbench bench, string command, string? dockerfile)
    {
        ProcessRunner.Run("bash", ["-c", command], new ProcessSettings { WorkingDirectory = bench.At("context") }).Succeeded();
        if (dockerfile is not null)
        {
            Dockerfile(bench, dockerfile);
        }
    }

    /// <summary>As many repetitions of a text as the largest Dockerfile can hold.</summary>
    private static void Filled(Workbench bench, string start, string part, string end)
    {
        const string From = "FROM busybox\n";
        int room = LargestDockerfile - From.Length - start.Length - end.Length;
        Dockerfile(bench, From + start + string.Concat(Enumerable.Repeat(part, room / part.Length)) + end);
    }

    private static string Script(string kind) => $"{Path.Combine(Repository.Root, "tests/EndToEnd/Faults/bombs.py")} {kind}";

    private static byte[] Sparse(long size) =>
        new TarBytes().Pax('x', "GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=f", $"GNU.sparse.realsize={size}").Header("f", '0', 1024).Content("1\n0\n512\n"u8).Content(new byte[512]).ToArray();

    private static string LastOf(string hostPath)
    {
        using FileStream stream = System.IO.File.OpenRead(hostPath);
        stream.Position = Math.Max(0, stream.Length - 4096);
        byte[] end = new byte[stream.Length - stream.Position];
        stream.ReadExactly(end);
        return Encoding.UTF8.GetString(end);
    }
}
