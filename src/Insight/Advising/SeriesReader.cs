using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.History;

namespace Sharpbuild.Insight.Advising;

/// <summary>Works out what was different from build to build.</summary>
/// <param name="inputs">Gives the file list of a fingerprint, or null where it is gone.</param>
public sealed class SeriesReader(Func<string, InputManifest?> inputs)
{
    private const string ArgumentPrefix = "ARG ";

    /// <summary>The series.</summary>
    /// <param name="records">Successful builds of one Dockerfile, oldest first.</param>
    public ImmutableArray<SeriesBuild> Read(IReadOnlyList<BuildRecord> records)
    {
        ImmutableArray<SeriesBuild>.Builder builds = ImmutableArray.CreateBuilder<SeriesBuild>(records.Count);
        for (int index = 0; index < records.Count; index++)
        {
            builds.Add(index == 0 ? First(records[0]) : Compare(records[index], records[index - 1]));
        }

        return builds.ToImmutable();
    }

    private static SeriesBuild First(BuildRecord record) => new(record, RunsAll: true, [], [], [], []);

    private SeriesBuild Compare(BuildRecord now, BuildRecord was)
    {
        ImmutableSortedSet<string>.Builder files = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        ImmutableSortedSet<string>.Builder arguments = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        ImmutableSortedSet<string>.Builder instructions = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (RecordedStep step in now.Steps)
        {
            RecordedStep? before = now.StageOf(step.Stage) is { } stage ? StepComparison.Counterpart(stage.Name, step.Ordinal, step.Text, was) : null;
            if (before is null || before.Text != step.Text)
            {
                instructions.Add(step.Text);
            }
            else
            {
                AddDifferences(step.Parts, before.Parts, ReadsContext(step), files, arguments);
            }
        }

        return new SeriesBuild(now, now.Options.NoCache, files.ToImmutable(), arguments.ToImmutable(), ChangedBases(now, was), instructions.ToImmutable());
    }

    private static ImmutableSortedSet<string> ChangedBases(BuildRecord now, BuildRecord was)
    {
        ImmutableSortedSet<string>.Builder names = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (RecordedStage stage in now.Stages)
        {
            foreach (RecordedStage before in was.Stages)
            {
                if (before.Name == stage.Name && before.Base.Digest is { } old && stage.Base.Digest is { } digest && old != digest)
                {
                    names.Add(stage.Name);
                }
            }
        }

        return names.ToImmutable();
    }

    private void AddDifferences(
        ImmutableArray<KeyPart> now, ImmutableArray<KeyPart> was, bool readsContext, ImmutableSortedSet<string>.Builder files, ImmutableSortedSet<string>.Builder arguments)
    {
        foreach (KeyPart part in now)
        {
            string? before = ValueOf(was, part.Name);
            if (part.Value == before)
            {
                continue;
            }

            if (part.Name == MissReason.Files && before is not null && readsContext)
            {
                AddFiles(inputs(part.Value), inputs(before), files);
            }
            else if (part.Name.StartsWith(ArgumentPrefix, StringComparison.Ordinal))
            {
                arguments.Add(part.Name[ArgumentPrefix.Length..]);
            }
        }
    }

    private static void AddFiles(InputManifest? now, InputManifest? was, ImmutableSortedSet<string>.Builder files)
    {
        if (now is null || was is null)
        {
            return;
        }

        HashSet<ManifestEntry> old = [.. was.Entries];
        foreach (ManifestEntry entry in now.Entries)
        {
            if (!old.Remove(entry))
            {
                files.Add(entry.Path);
            }
        }

        foreach (ManifestEntry entry in old)
        {
            files.Add(entry.Path);
        }
    }

    /// <summary>Whether the files that a step takes are those of the context, and not of a stage, an image or an address.</summary>
    internal static bool ReadsContext(RecordedStep step) =>
        step.Needs.IsEmpty && !step.Text.Contains("--from=", StringComparison.Ordinal) && !step.Text.Contains("://", StringComparison.Ordinal);

    /// <summary>The value of a part of a key, or null where it has none of that name.</summary>
    internal static string? ValueOf(ImmutableArray<KeyPart> parts, string name)
    {
        foreach (KeyPart part in parts)
        {
            if (part.Name == name)
            {
                return part.Value;
            }
        }

        return null;
    }
}
