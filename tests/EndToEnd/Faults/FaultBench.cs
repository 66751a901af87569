using System.Diagnostics;
using System.Globalization;
using Sharpbuild.EndToEnd.Interruption;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Faults;

/// <summary>A build with several stages, what it gives undisturbed, and stores on which it is disturbed.</summary>
internal sealed class FaultBench : IDisposable
{
    private static readonly string[] Crashes = ["unexpected failure", "Unhandled exception", "   at Sharpbuild.", "   at System.", "Process terminated."];

    private readonly Workbench _bench = new();

    /// <summary>Makes the context and builds it once, undisturbed.</summary>
    public FaultBench()
    {
        Marker = "mark-" + Guid.NewGuid().ToString("N");
        _bench.Context("context",
            ("Dockerfile", $"""
                FROM busybox AS files
                RUN mkdir /many && for i in $(seq 1 100); do echo $i > /many/$i; done; : {Marker}
                FROM busybox
                COPY data /data
                ADD archive.tar /archive/
                RUN --mount=type=cache,target=/cache sort -n /data > /sorted; echo x >> /cache/x; : {Marker}
                COPY --from=files /many /many
                RUN cat /many/* | sha256sum > /sum; rm /data; : {Marker}
                """),
            ("data", string.Join('\n', Enumerable.Range(0, 20000).Reverse())));
        File.WriteAllBytes(At("context", "archive.tar"), new TarBytes().Directory("d").File("d/f", "content").Symlink("d/l", "f").ToArray());
        Directory.CreateDirectory(At("tmp"));
        Stopwatch clock = Stopwatch.StartNew();
        Wanted = Rebuild(At("undisturbed"));
        Duration = clock.Elapsed;
    }

    /// <summary>A word in the command line of every step.</summary>
    public string Marker { get; }

    /// <summary>The digest of the undisturbed build.</summary>
    public string Wanted { get; }

    /// <summary>How long the undisturbed build took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Whether this is a campaign (eng/faults.sh), which tries many faults; else a sample of them.</summary>
    public static bool IsCampaign { get; } = System.Environment.GetEnvironmentVariable("SHARPBUILD_FAULTS") == "all";

    /// <summary>The host path of something in the temporary directory.</summary>
    public string At(params string[] parts) => _bench.At(parts);

    /// <summary>The arguments of the build on a store.</summary>
    public string[] Arguments(string store, string output = "out") =>
    [
        "build", "--root", store, "--progress", "plain", .. Workbench.Bases("busybox"), "--timestamp", "1700000000",
        "-o", $"type=oci,dest={At(output)},tar=false", At("context"),
    ];

    /// <summary>Compiles what lets calls of a builder fail or come late, see <c>failing.c</c>.</summary>
    /// <returns>The library, for <c>LD_PRELOAD</c>.</returns>
    public string FailingLibrary() => FailingLibrary(At("failing.so"));

    /// <summary>As <see cref="FailingLibrary()"/>, to a path of choice, which is returned.</summary>
    public static string FailingLibrary(string library)
    {
        Requires.Program("gcc");
        ProcessRunner.Run("gcc", ["-shared", "-fPIC", "-fno-builtin", "-O1", "-o", library, Path.Combine(Repository.Root, "tests/EndToEnd/Faults/failing.c"), "-ldl"]).Succeeded();
        return library;
    }

    /// <summary>Builds on a store, which must succeed; returns the digest.</summary>
    public string Rebuild(string store)
    {
        Build(store).Succeeded();
        return _bench.Digest("out");
    }

    /// <summary>Builds on a store.</summary>
    /// <param name="store">The state directory.</param>
    /// <param name="prefix">Words before the binary, such as <c>prlimit --nofile=64</c>.</param>
    public ProcessResult Build(string store, params string[] prefix) => Build(store, Environment(), prefix);

    /// <summary>Builds on a store with more in the environment.</summary>
    public ProcessResult Build(string store, Dictionary<string, string?> environment, params string[] prefix)
    {
        Remove(At("out"));
        string[] all = [.. prefix, SharpbuildCommand.Binary, .. Arguments(store)];
        using CancellationTokenSource hang = new(TimeSpan.FromMinutes(2));
        return ProcessRunner.RunAsync(all[0], all[1..], new ProcessSettings { Environment = environment, WorkingDirectory = At() }, hang.Token).GetAwaiter().GetResult();
    }

    /// <summary>Starts the build on a store; the caller disposes.</summary>
    public Process Start(string store) =>
        ProcessRunner.Start(SharpbuildCommand.Binary, Arguments(store), new ProcessSettings { Environment = Environment(), WorkingDirectory = At() });

    /// <summary>What every disturbed build must keep to: an exit code of its own, one message, no crash.</summary>
    public static void ExpectOrderlyEnd(ProcessResult result, string fault)
    {
        string text = $"{fault}\n{result.Output}{result.Error}";
        result.ExitCode.Should().BeOneOf([0, 1], text);
        Crashes.Where(crash => text.Contains(crash, StringComparison.Ordinal)).Should().BeEmpty(text);
        (result.ExitCode == 0 || result.Error.Length > 0).Should().BeTrue("a failure needs a message: " + text);
    }

    /// <summary>The digest of an output.</summary>
    public string Digest(string output = "out") => _bench.Digest(output);

    /// <summary>Reads the output; every digest and size in it is checked.</summary>
    public void ExpectWholeImage() => OciImage.Open(At("out")).Merge().Entries.Should().NotBeEmpty();

    /// <summary>Waits until the kernel has ended the steps of a killed build.</summary>
    public void WaitUntilGone()
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (Leftovers.Processes(Marker) is { Count: > 0 } left)
        {
            clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10), string.Join('\n', left));
        }
    }

    /// <summary>Mounts, processes and temporary files of builds on a store.</summary>
    public List<string> LeftBy(string store) =>
    [
        .. Leftovers.OfFiles(_bench, Marker),
        .. Directory.Exists(Path.Combine(store, "tmp")) ? Directory.EnumerateFileSystemEntries(Path.Combine(store, "tmp")) : [],
    ];

    /// <summary>Removes a store.</summary>
    public static void Remove(string store) => ProcessRunner.Run("rm", ["-rf", "--one-file-system", store]).Succeeded();

    /// <summary>Sends a signal.</summary>
    public static void Signal(Process process, string signal) =>
        ProcessRunner.Run("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>The environment of every build.</summary>
    public Dictionary<string, string?> Environment() => new() { ["TMPDIR"] = At("tmp") };

    public void Dispose() => _bench.Dispose();
}
