using System.Collections.Immutable;

using Sharpbuild.Builder;
using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Store;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Insight.Advising;

/// <summary>
/// Builds a series again in an empty store: the context as it is now, and for each further recorded build the same kinds of changes to the same
/// files and arguments.
/// </summary>
/// <param name="state">The store with the base images.</param>
/// <param name="build">Builds once.</param>
public sealed class SeriesReplay(StateDirectory state, Action<BuildOptions, Dockerfile, string?> build)
{
    /// <summary>Builds the whole series with one pair of files.</summary>
    /// <param name="series">The builds, oldest first.</param>
    /// <param name="draft">The files.</param>
    /// <param name="context">The host path of the context.</param>
    /// <param name="cancellationToken">Stops between builds.</param>
    /// <returns>What each build took, in the same order.</returns>
    /// <exception cref="BuildException">The series needs something that was not kept, or a build failed.</exception>
    public ImmutableArray<ReplayedBuild> Run(ImmutableArray<SeriesBuild> series, Draft draft, string context, CancellationToken cancellationToken)
    {
        RefuseSecrets(series);
        state.Create();
        using Workspace workspace = Workspace.Create(state);
        ContextCopy copy = ContextCopy.Make(context, Path.Join(workspace.HostPath, "context"));
        string ignorePath = Path.Join(workspace.HostPath, "ignore");
        File.WriteAllText(ignorePath, draft.Ignore);
        StateDirectory fresh = new(Path.Join(workspace.HostPath, "state"));
        ImmutableArray<ReplayedBuild>.Builder results = ImmutableArray.CreateBuilder<ReplayedBuild>(series.Length);
        for (int index = 0; index < series.Length; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (index > 0)
            {
                copy.Change(series[index].Files, index);
            }

            build(Options(series[index].Record, series[index].RunsAll && index > 0, copy.HostPath, fresh), draft.Dockerfile, ignorePath);
            results.Add(Measure(fresh));
        }

        return results.ToImmutable();
    }

    private static void RefuseSecrets(ImmutableArray<SeriesBuild> series)
    {
        foreach (SeriesBuild build in series)
        {
            if (!build.Record.Options.Secrets.IsEmpty)
            {
                throw new BuildException(
                    $"build {build.Record.Id} used the secret \"{build.Record.Options.Secrets[0]}\", which no record keeps",
                    "builds with secrets can't be built again from their records");
            }
        }
    }

    private BuildOptions Options(BuildRecord record, bool noCache, string context, StateDirectory fresh)
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

        return new BuildOptions
        {
            StateDirectory = fresh.HostPath,
            Context = context,
            Target = record.Options.Target,
            Platform = Platform.TryParse(record.Options.Platform, out Platform? platform) ? platform : Platform.Host,
            BuildArguments = record.Options.BuildArguments.ToImmutableSortedDictionary(part => part.Name, part => part.Value, StringComparer.Ordinal),
            NamedContexts = contexts.ToImmutable(),
            SourceDateEpoch = record.Options.SourceDateEpoch,
            NoCache = noCache,
        };
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
