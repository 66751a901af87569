using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;

namespace Sharpbuild.Builder.History;

/// <summary>Finds earlier builds of the same thing among the records.</summary>
/// <param name="records">The records.</param>
public sealed class PreviousBuilds(RecordStore records)
{
    private const int MostLookedAt = 64;

    /// <summary>The earlier builds of what these names identify, newest first; read one by one as they are asked for.</summary>
    /// <param name="names">What identifies the build, best first: its context and Dockerfile, its tags.</param>
    /// <param name="before">Only builds whose name sorts before this one; null for all.</param>
    public IEnumerable<BuildRecord> Of(ImmutableArray<string> names, string? before)
    {
        List<string> ids = records.List();
        ids.RemoveAll(id => before is not null && string.CompareOrdinal(id, before) >= 0);
        string series = RecordStore.SeriesOf(names[0]);
        bool found = false;
        foreach (string id in ids.Where(id => id.EndsWith(series, StringComparison.Ordinal)))
        {
            if (records.TryRead(id) is { } record && record.Names.Contains(names[0]))
            {
                found = true;
                yield return record;
            }
        }

        if (found)
        {
            yield break;
        }

        foreach (string id in ids.Take(MostLookedAt))
        {
            if (records.TryRead(id) is { } record && record.Names.Any(names.Contains))
            {
                yield return record;
            }
        }
    }
}
