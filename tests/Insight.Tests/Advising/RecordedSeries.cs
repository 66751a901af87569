using System.Collections.Immutable;
using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.History;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Insight.Advising;
using Sharpbuild.Linux.Sandbox;

namespace Sharpbuild.Insight.Tests.Advising;

/// <summary>A series of made-up records: in the first build every step of a Dockerfile took two seconds, one of them waiting, and gave a megabyte.</summary>
internal sealed class RecordedSeries(string text)
{
    private const long LayerSize = 1_000_000;

    private readonly List<SeriesBuild> _builds = [new(Record(Parse(text)), RunsAll: true, [], [], [], [])];

    public Dockerfile Dockerfile { get; } = Parse(text);

    public ImmutableArray<SeriesBuild> Builds => [.. _builds];

    /// <summary>Adds a build before which files of the context changed.</summary>
    public RecordedSeries Files(params string[] paths) => Add(_builds[0] with { RunsAll = false, Files = [.. paths] });

    /// <summary>Adds a build with another value of an argument.</summary>
    public RecordedSeries Argument(string name) => Add(_builds[0] with { RunsAll = false, Arguments = [name] });

    /// <summary>Adds a build on another base image.</summary>
    /// <param name="stage">The stage that starts from it.</param>
    public RecordedSeries Base(string stage) => Add(_builds[0] with { RunsAll = false, Bases = [stage] });

    /// <summary>Advises with a context of these files, all of them empty.</summary>
    public Advice Advise(string? context = null, string ignore = "", string? target = null) => Advisor.Advise(Builds, new Draft(Dockerfile, ignore), context, target);

    /// <summary>What the series costs.</summary>
    public SeriesCost Cost(string ignore = "") => new CacheModel(Builds, new StepCosts(Builds), target: null).Estimate(new Draft(Dockerfile, ignore));

    private RecordedSeries Add(SeriesBuild build)
    {
        _builds.Add(build);
        return this;
    }

    private static Dockerfile Parse(string text) => Dockerfiles.Dockerfile.Parse(new SourceText("Dockerfile", text)).Dockerfile;

    private static BuildRecord Record(Dockerfile dockerfile)
    {
        ImmutableArray<RecordedStep> steps = [.. dockerfile.Stages.SelectMany(stage => stage.Instructions.Select(instruction => Step(stage.Index, instruction)))];
        RecordedOptions options = new("/context", null, "linux/amd64", [], [], [], [], [], NoCache: false, Jobs: 1, SourceDateEpoch: null);
        return new BuildRecord(
            BuildRecord.CurrentVersion, "id", BuildOutcome.Succeeded, null, 0, default, default, ["name"], options, "Dockerfile", dockerfile.Source.Text, null, [], 0, steps, [], null, [], RecordedFiles.None);
    }

    private static RecordedStep Step(int stage, Instruction instruction)
    {
        StepFigures figures = new(default, TimeSpan.FromSeconds(2), default, default, LayerSize, new SandboxUsage(TimeSpan.FromSeconds(1), 0, 0, 0));
        return new RecordedStep(
            1, stage, 1, instruction.Lines.Start, instruction.Original, "", [], "", [], StepOutcome.Miss, null, null, default, default, figures, null, new LayerRecord("", "", LayerSize), 0);
    }
}
