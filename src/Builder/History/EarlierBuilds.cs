using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;

namespace Sharpbuild.Builder.History;

/// <summary>The earlier builds of the same thing, read as far back as a step needs.</summary>
internal sealed class EarlierBuilds
{
    private const int MostLookedAt = 8;

    private readonly List<BuildRecord> _read = [];
    private readonly IEnumerator<BuildRecord> _rest;

    /// <summary>Begins with the newest one.</summary>
    /// <param name="records">The records.</param>
    /// <param name="names">What identifies the build.</param>
    /// <param name="before">The build itself.</param>
    public EarlierBuilds(RecordStore records, ImmutableArray<string> names, string before) =>
        _rest = new PreviousBuilds(records).Of(names, before).GetEnumerator();

    /// <summary>The counterpart of a step in the newest build that has one.</summary>
    public PlannedStep? Find(PlannedStep step)
    {
        for (int age = 0; age < MostLookedAt && Read(age) is { } record; age++)
        {
            if (StepComparison.Counterpart(step.Stage, step.Ordinal, step.Text, record) is { } counterpart)
            {
                return new PlannedStep(step.Stage, counterpart.Ordinal, counterpart.Text, counterpart.Parts);
            }
        }

        return null;
    }

    private BuildRecord? Read(int age)
    {
        while (_read.Count <= age && _rest.MoveNext())
        {
            _read.Add(_rest.Current);
        }

        return age < _read.Count ? _read[age] : null;
    }
}
