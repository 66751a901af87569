using System.Collections.Immutable;

using Sharpbuild.Builder.History;

namespace Sharpbuild.Insight.Advising;

/// <summary>A recorded build, and what was different from the build before it.</summary>
/// <param name="Record">The record.</param>
/// <param name="RunsAll">Whether every step was executed: the first build, or one that did not ask the cache.</param>
/// <param name="Files">Paths of the context that were added, changed or removed, as far as a COPY took them.</param>
/// <param name="Arguments">Build arguments with another value.</param>
/// <param name="Bases">Names of stages whose base image was another one.</param>
/// <param name="Instructions">Texts of instructions that the build before did not have.</param>
public sealed record SeriesBuild(
    BuildRecord Record,
    bool RunsAll,
    ImmutableSortedSet<string> Files,
    ImmutableSortedSet<string> Arguments,
    ImmutableSortedSet<string> Bases,
    ImmutableSortedSet<string> Instructions)
{
    /// <summary>What was different, in a few words.</summary>
    public string Describe()
    {
        if (RunsAll)
        {
            return Record.Options.NoCache ? "without cache" : "first build";
        }

        List<string> words = [.. Arguments.Select(name => $"ARG {name}"), .. Bases.Select(name => $"base of {name}")];
        words.AddRange(Files.Count <= 2 ? Files : [Files[0], $"{Files.Count - 1} more files"]);
        if (Instructions.Count > 0)
        {
            words.Add("the Dockerfile");
        }

        return words.Count == 0 ? "nothing" : string.Join(", ", words);
    }
}
