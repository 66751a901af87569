using System.Diagnostics;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Copying;

namespace Sharpbuild.Builder.Tests.Copying;

public sealed class LargeContextTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact]
    public void Twenty_thousand_files_are_selected_planned_and_known_the_next_time()
    {
        // Made in memory where that is possible: some disks take a minute for so many files.
        using CopyStage stage = new();
        string contextPath = Directory.Exists("/dev/shm") ? $"/dev/shm/sharpbuild-{Guid.NewGuid():N}" : stage.HostPath("context");
        try
        {
            Check(stage, contextPath);
        }
        finally
        {
            Directory.Delete(contextPath, recursive: true);
            Directory.CreateDirectory(stage.HostPath("context"));
        }
    }

    private void Check(CopyStage stage, string contextPath)
    {
        for (int directory = 0; directory < 200; directory++)
        {
            string path = Directory.CreateDirectory(Path.Combine(contextPath, "src", $"d{directory}")).FullName;
            for (int file = 0; file < 100; file++)
            {
                File.WriteAllText(Path.Combine(path, $"f{file}"), $"{directory} {file}");
            }
        }

        (SourceSelection first, int entries) = Build(stage, contextPath, "first");
        (SourceSelection second, _) = Build(stage, contextPath, "second");

        entries.Should().Be(1 + 200 + 20_000);
        second.Fingerprint.Should().Be(first.Fingerprint);
        second.Manifest.Entries.Should().HaveCount(20_200);
    }

    private (SourceSelection Selection, int EntryCount) Build(CopyStage stage, string contextPath, string label)
    {
        long start = Stopwatch.GetTimestamp();
        using BuildContext context = BuildContext.Open(contextPath, null, stage.State, TimeProvider.System, "the build context");
        SourceSelection selection = CopySelector.Select(
            new CopyRequest([new CopySource(context, "src")], "/app/", "/", new()), CancellationToken.None);
        TimeSpan selected = Stopwatch.GetElapsedTime(start);
        using CopyPlan plan = CopyPlanner.Plan(selection, new EmptyRoot(), CopyStage.CreatedAt, stage.Temporary, CancellationToken.None);
        output.WriteLine($"{label}: selected after {selected.TotalMilliseconds:F0} ms, planned after {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms");
        return (selection, plan.Entries.Length);
    }
}
