using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Contexts.Remote;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Planning;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Oci;

namespace Sharpbuild.Builder.History;

/// <summary>A build's record while it is collected.</summary>
/// <param name="id">The build's name.</param>
/// <param name="names">What identifies the build.</param>
/// <param name="started">When it began.</param>
internal sealed class BuildDraft(string id, ImmutableArray<string> names, DateTimeOffset started)
{
    /// <summary>The build's name.</summary>
    public string Id => id;

    /// <summary>The plan.</summary>
    public StageGraph? Graph { get; set; }

    /// <summary>The text of the context's ignore file.</summary>
    public string? Ignore { get; set; }

    /// <summary>Files of the context whose times alone changed.</summary>
    public RecordedFiles Touched { get; set; } = RecordedFiles.None;

    /// <summary>The stages that began, by number.</summary>
    public Dictionary<int, StageDraft> Stages { get; } = [];

    /// <summary>The steps that began.</summary>
    public List<StepDraft> Steps { get; } = [];

    /// <summary>The outputs that were written.</summary>
    public List<RecordedExport> Exports { get; } = [];

    /// <summary>What was said that belongs to no step.</summary>
    public List<string> Notices { get; } = [];

    /// <summary>The image.</summary>
    public RecordedResult? Result { get; set; }

    /// <summary>What ended the build without one.</summary>
    public Exception? Failure { get; set; }

    /// <summary>The record.</summary>
    public BuildRecord Finish(BuildOptions options, SourceText source, SecretMask mask, DateTimeOffset now)
    {
        BuildException? blamed = Failure as BuildException;
        return new BuildRecord(
            BuildRecord.CurrentVersion,
            id,
            Result is not null ? BuildOutcome.Succeeded : Failure is OperationCanceledException ? BuildOutcome.Canceled : BuildOutcome.Failed,
            Failure is null ? null : mask.Apply(Failure.Message),
            blamed?.File is { } file ? file.GetLinePosition(blamed.Span.Start).Line : 0,
            started,
            now,
            names,
            Describe(options, mask),
            source.FileName,
            HttpAddress.WithoutPassword(mask.Apply(source.Text)),
            Ignore,
            Graph is null ? [] : [.. Graph.Needed.Select(index => Describe(Graph.Stages[index], source))],
            Graph?.Target ?? 0,
            [.. Steps.OrderBy(step => step.Number).Select(step => step.Finish(mask, now))],
            [.. Exports],
            Result,
            [.. Notices],
            Touched);
    }

    private static RecordedOptions Describe(BuildOptions options, SecretMask mask) => new(
        options.ContextOrigin?.Name ?? options.Context,
        options.Target,
        options.Platform.ToString(),
        [.. options.Tags.Select(tag => tag.ToString())],
        [.. options.BuildArguments.Select(pair => mask.Variable(pair.Key, pair.Value))],
        [.. options.NamedContexts.Select(pair => new KeyPart(pair.Key, HttpAddress.WithoutPassword(mask.Apply(pair.Value))))],
        [.. options.Outputs.Select(Describe)],
        [.. options.Secrets.Keys.Order(StringComparer.Ordinal)],
        options.NoCache,
        options.Jobs,
        options.SourceDateEpoch)
    {
        Network = options.Network.ToString().ToLowerInvariant(),
        Allowed = [.. options.Allowed.Order(StringComparer.Ordinal)],
        ExtraHosts = [.. options.ExtraHosts.Select(host => new KeyPart(host.Name, host.Address))],
        MemoryInBytes = options.Limits.MemoryInBytes,
        CpuQuotaInMicroseconds = options.Limits.CpuQuotaInMicroseconds,
        CpuPeriodInMicroseconds = options.Limits.CpuQuotaInMicroseconds is null ? null : options.Limits.CpuPeriodInMicroseconds,
    };

    private static string Describe(OutputOption output) =>
        $"type={output.Kind.ToString().ToLowerInvariant()}{(output.Destination is { } destination ? $",dest={destination}" : "")}{(output.Push ? ",push=true" : "")}";

    private RecordedStage Describe(PlannedStage stage, SourceText source)
    {
        StageDraft? begun = Stages.GetValueOrDefault(stage.Stage.Index);
        return new RecordedStage(
            stage.Stage.Index,
            stage.DisplayName,
            source.GetLinePosition(stage.Stage.From.Span.Start).Line,
            stage.Platform.ToString(),
            Describe(stage.Base, begun?.BaseDigest),
            [.. stage.Dependencies],
            begun?.LayerSteps ?? 0);
    }

    private RecordedBase Describe(BaseReference reference, Digest? digest) => reference switch
    {
        BaseReference.Stage parent => new RecordedBase(RecordedBase.Stage, Graph!.Stages[parent.Index].DisplayName, null, null),
        BaseReference.NamedContext named => new RecordedBase("context", named.Name, HttpAddress.WithoutPassword(named.Source), digest?.ToString()),
        BaseReference.Image image => new RecordedBase("image", image.Reference, null, digest?.ToString()),
        _ => new RecordedBase("scratch", "", null, null),
    };
}
