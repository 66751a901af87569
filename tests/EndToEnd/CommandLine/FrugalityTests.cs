using System.Diagnostics;
using System.Globalization;

using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.CommandLine;

/// <summary>What a build costs beside its work: the size of the binary, libraries and threads of a build that has nothing to do.</summary>
public sealed class FrugalityTests
{
    private const string OpenSsl = "libcrypto.so";
    private const string PoolThread = ".NET TP";
    private const int PageSize = 4096;
    private const int PipeSize = 16 * PageSize;

    private const string Dockerfile = "FROM busybox\nARG V=1\nWORKDIR /app\nCOPY . .\nRUN echo $V > v\nCMD [\"cat\", \"v\"]\n";

    [Fact]
    public void The_binary_is_smaller_than_12_MB() =>
        new FileInfo(SharpbuildCommand.Binary).Length.Should().BeLessThan(12_000_000);

    [SkippableFact]
    public void A_build_that_changes_nothing_loads_no_OpenSSL_and_starts_no_thread_pool()
    {
        Requires.Root();
        using Workbench bench = new();
        string[] build = Build(bench, "-t", "quiet:1");
        bench.Sharpbuild.Build(build).Succeeded();
        int outputLength = bench.Sharpbuild.Build(build).Succeeded().Error.Length;

        (string libraries, string threads) = AtTheLastLine(bench, build, outputLength);

        libraries.Should().Contain("libc.so").And.NotContain(OpenSsl);
        threads.Should().Contain("sharpbuild").And.NotContain(PoolThread);
    }

    /// <summary>Shows that the test above can fail: compressing a layer takes both.</summary>
    [SkippableFact]
    public void A_build_that_compresses_a_layer_loads_OpenSSL_and_starts_the_thread_pool()
    {
        Requires.Root();
        using Workbench bench = new();
        string[] build = Build(bench, "-t", "quiet:1", "-o", $"type=oci,dest={bench.At("out.tar")}");
        bench.Sharpbuild.Build(build).Succeeded();
        int outputLength = bench.Sharpbuild.Build(build).Succeeded().Error.Length;
        Directory.Delete(bench.At("state", "cache", "compressed"), recursive: true);
        Directory.CreateDirectory(bench.At("state", "cache", "compressed"));

        (string libraries, string threads) = AtTheLastLine(bench, build, outputLength);

        libraries.Should().Contain(OpenSsl);
        threads.Should().Contain(PoolThread);
    }

    [SkippableTheory]
    [InlineData("RUN head -c {0} /dev/zero > /f")]
    [InlineData("COPY large /f")]
    public void Memory_does_not_grow_with_the_size_of_a_layer(string instruction)
    {
        Requires.Root();
        using Workbench bench = new();

        long small = MostMemory(bench, instruction, 32 << 20);
        long large = MostMemory(bench, instruction, 256 << 20);

        large.Should().BeLessThan(small + (20 << 20));
    }

    /// <summary>The largest resident set of a build that makes a layer and compresses it, in bytes.</summary>
    private static long MostMemory(Workbench bench, string instruction, int size)
    {
        string context = bench.Context($"context-{size}", ("Dockerfile", $"FROM busybox\n{string.Format(CultureInfo.InvariantCulture, instruction, size)}\n"));
        using (FileStream file = File.Create(Path.Combine(context, "large")))
        {
            file.SetLength(size);
        }

        string status = "";
        Hold(bench, [.. Workbench.Bases("busybox"), "-q", "-o", $"type=oci,dest={bench.At("out.tar")}", context], ">", PipeSize, process => status = File.ReadAllText($"/proc/{process.Id}/status"));
        string most = status.Split('\n').Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(most.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    private static string[] Build(Workbench bench, params string[] more)
    {
        string context = bench.Context("context", ("Dockerfile", Dockerfile), ("a.txt", "a"), ("b/c.txt", "c"));
        return [.. Workbench.Bases("busybox"), .. more, context];
    }

    /// <summary>Looks at a build that is held at its last line of output, for which its pipe has no room.</summary>
    private static (string Libraries, string Threads) AtTheLastLine(Workbench bench, string[] build, int outputLength)
    {
        string libraries = "";
        string threads = "";
        Hold(bench, ["--progress", "plain", .. build], "2>", PipeSize - outputLength + 1, process =>
        {
            libraries = File.ReadAllText($"/proc/{process.Id}/maps");
            threads = string.Join('\n', Directory.GetDirectories($"/proc/{process.Id}/task").Select(task => File.ReadAllText($"{task}/comm")));
        });
        return (libraries, threads);
    }

    /// <summary>Runs a build with an output in a pipe that is filled up to some bytes, and looks at the process when it waits for room.</summary>
    private static void Hold(Workbench bench, string[] build, string redirection, int fill, Action<Process> look)
    {
        string pipe = bench.At($"pipe-{Guid.NewGuid():N}");
        ProcessRunner.Run("mkfifo", [pipe]).Succeeded();
        using FileStream held = new(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        held.Write(new byte[fill]);
        SharpbuildCommand command = new(bench.Sharpbuild.Root) { Prefix = ["sh", "-c", $"exec \"$0\" \"$@\" {redirection}{pipe}"] };
        using Process process = command.Start(["build", .. build]);
        try
        {
            while (!File.ReadAllText($"/proc/{process.Id}/wchan").Contains("pipe_write", StringComparison.Ordinal))
            {
                process.HasExited.Should().BeFalse("its last line has no room in the pipe");
                Thread.Sleep(20);
            }

            look(process);
        }
        finally
        {
            held.ReadExactly(new byte[fill]);
            process.WaitForExit();
        }
    }
}
