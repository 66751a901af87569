using System.Collections.Immutable;

using Sharpbuild.Builder;
using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Store;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Linux.Sandbox;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Insight.Advising;

/// <summary>
/// Builds a series again in an empty store: with the contexts of the past where the layers that COPY made of them are still there, and with the same
/// arguments, bases, network and limits.
/// </summary>
/// <param name="state">The store with the base images, the layers and the records.</param>
/// <param name="secrets">The secrets that the builds used, by id; no record keeps them.</param>
/// <param name="build">Builds once.</param>
public sealed class SeriesReplay(StateDirectory state, ImmutableDictionary<string, SecretOption> secrets, Action<BuildOptions, Dockerfile, string?> build)
{
    /// <summary>Builds the whole series with the files as they are and as advised, by turns, so that what else the machine does bears on both alike.</summary>
    /// <param name="advice">The series and the files.</param>
    /// <param name="context">The host path of the context.</param>
    /// <param name="cancellationToken">Stops between builds.</param>
    /// <exception cref="BuildException">The series needs something that was not kept, or a build failed.</exception>
    public ReplayedSeries Run(Advice advice, string context, CancellationToken cancellationToken)
    {
        AskForSecrets(advice.Series);
        state.Create();
        using Workspace workspace = Workspace.Create(state, cancellationToken);
        PastContents past = new(state, new Lazy<Workspace>(workspace));
        using ReplayPlace before = ReplayPlace.Make(Path.Join(workspace.HostPath, "before"), context, advice.Before, state);
        using ReplayPlace after = ReplayPlace.Make(Path.Join(workspace.HostPath, "after"), context, advice.After, state);
        int imitated = 0;
        for (int index = 0; index < advice.Series.Length; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            imitated += Build(advice.Series, index, before, past);
            Build(advice.Series, index, after, past);
        }

        return new ReplayedSeries([.. before.Results], [.. after.Results], imitated);
    }

    /// <summary>Builds once, with the files of the context as they were.</summary>
    /// <returns>How many files could only be imitated.</returns>
    private int Build(ImmutableArray<SeriesBuild> series, int index, ReplayPlace place, PastContents past)
    {
        SeriesBuild now = series[index];
        IEnumerable<string> changed = index > 0 ? now.Files : series.SelectMany(later => later.Files).Distinct(StringComparer.Ordinal);
        int imitated = place.Context.Restore(changed, past.FilesOf(now.Record), past, mayImitate: index > 0);
        build(Options(now.Record, now.RunsAll && index > 0, place), place.Draft.Dockerfile, place.IgnoreHostPath);
        place.Results.Add(Measure(place.State));
        return imitated;
    }

    private void AskForSecrets(ImmutableArray<SeriesBuild> series)
    {
        foreach (SeriesBuild build in series)
        {
            if (build.Record.Options.Secrets.FirstOrDefault(id => !secrets.ContainsKey(id)) is { } missing)
            {
                throw new BuildException($"build {build.Record.Id} used the secret \"{missing}\", which no record keeps", $"give it again: --secret id={missing},src=FILE");
            }
        }
    }

    private BuildOptions Options(BuildRecord record, bool noCache, ReplayPlace place) => new()
    {
        StateDirectory = place.State.HostPath,
        Context = place.Context.HostPath,
        Target = record.Options.Target,
        Platform = Platform.TryParse(record.Options.Platform, out Platform? platform) ? platform : Platform.Host,
        BuildArguments = record.Options.BuildArguments.ToImmutableSortedDictionary(part => part.Name, part => part.Value, StringComparer.Ordinal),
        NamedContexts = Contexts(record),
        SourceDateEpoch = record.Options.SourceDateEpoch,
        NoCache = noCache,
        Secrets = secrets,
        Network = Enum.TryParse(record.Options.Network, ignoreCase: true, out NetworkMode network) ? network : NetworkMode.Sandbox,
        Allowed = [.. record.Options.Allowed.IsDefault ? [] : record.Options.Allowed],
        ExtraHosts = [.. (record.Options.ExtraHosts.IsDefault ? [] : record.Options.ExtraHosts).Select(host => new HostEntry(host.Value, host.Name))],
        Limits = ResourceLimits.Default with
        {
            MemoryInBytes = record.Options.MemoryInBytes,
            CpuQuotaInMicroseconds = record.Options.CpuQuotaInMicroseconds,
            CpuPeriodInMicroseconds = record.Options.CpuPeriodInMicroseconds ?? ResourceLimits.Default.CpuPeriodInMicroseconds,
        },
    };

    /// <summary>The named contexts of the build, and its base images as they were then.</summary>
    private ImmutableSortedDictionary<string, string> Contexts(BuildRecord record)
    {
        ImmutableSortedDictionary<string, string>.Builder contexts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (RecordedStage stage in record.Stages)
        {
            if (stage.Base is { Kind: "image", Source: null, Digest: { } digest })
            {
                contexts[stage.Base.Name] = $"oci-layout://{state.Images}@{digest}";
            }
        }

        foreach (KeyPart named in record.Options.NamedContexts)
        {
            contexts[named.Name] = named.Value;
        }

        return contexts.ToImmutable();
    }

    private static ReplayedBuild Measure(StateDirectory fresh)
    {
        RecordStore records = new(fresh);
        BuildRecord record = records.TryRead(records.List()[0]) ?? throw new BuildException("the record of the build is gone");
        long written = 0;
        foreach (RecordedStep step in record.Steps)
        {
            written += step.Outcome == StepOutcome.Miss ? step.Layer?.SizeInBytes ?? 0 : 0;
        }

        return new ReplayedBuild(record.Elapsed, record.Steps.Length - record.Hits, written, record.Result?.SizeInBytes ?? 0);
    }
}
