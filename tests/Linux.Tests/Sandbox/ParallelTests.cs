using System.Collections.Concurrent;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Mounts;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Linux.Tests.Sandbox;

public sealed class ParallelTests
{
    [SkippableFact]
    public void Commands_run_side_by_side_with_one_sandbox()
    {
        using TestRoot root = new();
        using NamespaceSandbox sandbox = new();
        SandboxSpec template = root.Shell("");
        ConcurrentBag<(int Number, int Code, string Output)> results = [];

        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 8 }, number =>
        {
            string work = Directory.CreateDirectory(Path.Combine(root.Scratch, $"{number}")).FullName;
            using DirectoryHandle mount = OverlayMount.Create([root.Lower], Directory.CreateDirectory(work + "/u").FullName, Directory.CreateDirectory(work + "/w").FullName);
            string output = "";
            SandboxSpec spec = template with
            {
                Arguments = ["sh", "-c", $"echo {number} > /mine; cat /mine; exit {number}"],
                Root = mount,
                Upper = null,
                Output = (_, bytes) => output += PathText.Decode(bytes.Span),
            };
            results.Add((number, sandbox.Run(spec, CancellationToken.None).ExitCode, output));
        });

        results.Should().BeEquivalentTo(Enumerable.Range(0, 40).Select(number => (number, number, $"{number}\n")));
    }

    [SkippableFact]
    public void Large_output_of_both_streams_arrives_complete()
    {
        using TestRoot root = new();
        long[] counts = new long[3];

        SandboxResult result = TestRoot.Run(root.Shell("dd if=/dev/zero bs=1M count=64 2>/dev/null & dd if=/dev/zero bs=1M count=32 >&2 2>/dev/null; wait") with
        {
            Output = (stream, bytes) => counts[stream] += bytes.Length,
        }).Result;

        (result.ExitCode, counts[1], counts[2]).Should().Be((0, 64L << 20, 32L << 20));
    }
}
