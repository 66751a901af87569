using System.Collections.Immutable;
using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.History;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Insight.Tests;

/// <summary>Records made by hand.</summary>
internal static class SampleRecord
{
    public static readonly DateTimeOffset Begin = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    /// <summary>A build of two stages; every member has a value somewhere.</summary>
    public static BuildRecord Whole(string id = "20260102-030405678-0a1b2c") => new(
        BuildRecord.CurrentVersion,
        id,
        BuildOutcome.Succeeded,
        Error: null,
        ErrorLine: 0,
        Begin,
        Begin.AddSeconds(2),
        ["/src\nDockerfile\n\nlinux/amd64", "app:1\nlinux/amd64"],
        new RecordedOptions("/src", "final", "linux/amd64", ["app:1"], [new KeyPart("A", "1")], [new KeyPart("lib", "/lib")], ["type=oci,dest=x.tar"], ["token"], true, 2, 17)
        {
            Network = "host",
            Allowed = ["network.host"],
            ExtraHosts = [new KeyPart("db", "10.0.0.1")],
            MemoryInBytes = 1 << 20,
            CpuQuotaInMicroseconds = 50_000,
            CpuPeriodInMicroseconds = 100_000,
        },
        "Dockerfile",
        "FROM busybox AS build\nRUN make\nFROM scratch\nCOPY --from=build /x /x\n",
        Ignore: "*.log\n",
        [Stage(0, "build", new RecordedBase("image", "busybox", null, "sha256:" + new string('a', 64)), []), Stage(1, "final", new RecordedBase("scratch", "", null, null), [0])],
        Target: 1,
        [
            Step(1, 0, "RUN make") with { Outcome = StepOutcome.Miss, Reason = "not built before", Saved = null, Figures = Figures, LogSizeInBytes = 12 },
            Step(2, 1, "COPY --from=build /x /x") with { Needs = [0] },
        ],
        [new RecordedExport("oci", "x.tar", Begin, TimeSpan.FromMicroseconds(3), TimeSpan.FromMicroseconds(4))],
        new RecordedResult("sha256:m", "sha256:i", ["app:1"], [new RecordedLayer("sha256:d", 1024)]),
        ["something"],
        new RecordedFiles(1, ["a.txt"]));

    private static StepFigures Figures => new(
        TimeSpan.FromMicroseconds(1), TimeSpan.FromMicroseconds(2), TimeSpan.FromMicroseconds(3), TimeSpan.FromMicroseconds(4), 1024, new SandboxUsage(TimeSpan.FromMicroseconds(5), 6, 7, 8));

    public static RecordedStep Step(int number, int stage, string text, params KeyPart[] parts) => new(
        number, stage, 1, number + 1, text, text, [], new string('f', 64), [.. parts], StepOutcome.Hit, Reason: null, Error: null, Begin, Begin.AddSeconds(1), Figures: null, TimeSpan.FromSeconds(1), new LayerRecord("sha256:d", "sha256:c", 1024), 0);

    private static RecordedStage Stage(int index, string name, RecordedBase start, ImmutableArray<int> needs) => new(index, name, index + 1, "linux/amd64", start, needs, 1);
}
