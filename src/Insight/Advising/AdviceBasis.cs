using System.Collections.Immutable;

using Sharpbuild.Builder.Contexts;

namespace Sharpbuild.Insight.Advising;

/// <summary>What advice is drawn from.</summary>
/// <param name="Series">The builds, oldest first.</param>
/// <param name="Costs">What steps cost.</param>
/// <param name="Context">The host path of the context; null where it is not a directory of this machine.</param>
/// <param name="Target">The stage that is built; null for the last.</param>
internal sealed record AdviceBasis(ImmutableArray<SeriesBuild> Series, StepCosts Costs, string? Context, string? Target)
{
    /// <summary>Whether the context has a file.</summary>
    public bool HasFile(string path) => Context is not null && File.Exists(Path.Join(Context, path));

    /// <summary>The names that a source of COPY gives to its destination: its own, or those in it where it is a directory.</summary>
    public IEnumerable<string> EntriesOf(string source) => HasDirectory(source)
        ? Directory.EnumerateFileSystemEntries(Path.Join(Context, source)).Select(path => Path.GetFileName(path))
        : [Path.GetFileName(source)];

    /// <summary>The bytes of the files at and below a path of the context; links below it count nothing.</summary>
    public long SizeOf(string path) => HasFile(path) ? new FileInfo(Path.Join(Context, path)).Length
        : HasDirectory(path) ? new DirectoryInfo(Path.Join(Context, path)).EnumerateFiles("*", RegularFiles.Below).Sum(file => file.Length)
        : 0;

    /// <summary>Whether the context has a directory.</summary>
    public bool HasDirectory(string path) => Context is not null && Directory.Exists(Path.Join(Context, path));
}
