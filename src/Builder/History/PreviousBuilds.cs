using System.Collections.Immutable;

using Sharpbuild.Builder.Caching;

namespace Sharpbuild.Builder.History;

/// <summary>Finds earlier builds of the same thing among the records.</summary>
/// <param name="records">The records.</param>
public sealed class PreviousBuilds(RecordStore records)
{
    private const int MostLookedAt = 64;
    private const int MostCompared = 8;

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

    /// <summary>
    /// The builds to compare a build with, newest first: earlier ones of the same thing; where there are none, those whose Dockerfile is most
    /// alike, as of another branch, machine or CI run.
    /// </summary>
    public List<BuildRecord> ComparableWith(BuildRecord build)
    {
        List<BuildRecord> same = [.. Of(build.Names, build.Id).Take(MostCompared)];
        if (same.Count > 0)
        {
            return same;
        }

        HashSet<string> lines = LinesOf(build.Dockerfile);
        List<BuildRecord> alike = [];
        foreach (string id in records.List().Where(id => id != build.Id).Take(MostLookedAt))
        {
            if (records.TryRead(id) is { } record && IsAlike(lines, LinesOf(record.Dockerfile)))
            {
                alike.Add(record);
            }
        }

        return alike;
    }

    private static HashSet<string> LinesOf(string dockerfile)
    {
        HashSet<string> lines = new(StringComparer.Ordinal);
        foreach (string line in dockerfile.Split('\n'))
        {
            string text = line.Trim();
            if (text.Length > 0 && text[0] != '#')
            {
                lines.Add(text);
            }
        }

        return lines;
    }

    /// <summary>Whether at least half of the lines are common to both.</summary>
    private static bool IsAlike(HashSet<string> one, HashSet<string> other)
    {
        int common = 0;
        foreach (string line in one)
        {
            common += other.Contains(line) ? 1 : 0;
        }

        return common * 2 >= Math.Max(one.Count, other.Count);
    }
}
