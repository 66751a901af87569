namespace Sharpbuild.TestSupport;

/// <summary>Places in and around the repository that the tests belong to.</summary>
public static class Repository
{
    /// <summary>The directory that holds <c>ImageBuilder.sln</c>.</summary>
    public static string Root { get; } = Ancestors(AppContext.BaseDirectory).First(d => File.Exists(Path.Combine(d, "ImageBuilder.sln")));

    /// <summary>The conformance data: <c>SHARPBUILD_CONFORMANCE</c>, else <c>shared/conformance</c> beside or above the repository.</summary>
    public static string? Conformance { get; } = ConformanceCandidates().FirstOrDefault(Directory.Exists);

    /// <summary>A directory that outlives test runs, for base images that are slow to make.</summary>
    public static string Cache { get; } = Directory.CreateDirectory(Path.Combine(CacheParent(), "sharpbuild-tests")).FullName;

    private static IEnumerable<string> ConformanceCandidates() => Environment.GetEnvironmentVariable("SHARPBUILD_CONFORMANCE") is { } chosen
        ? [chosen]
        : Ancestors(Root).Skip(1).Select(directory => Path.Combine(directory, "shared", "conformance"));

    private static string CacheParent() =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? (Environment.IsPrivilegedProcess ? "/var/tmp" : Path.GetTempPath());

    private static IEnumerable<string> Ancestors(string start)
    {
        for (DirectoryInfo? directory = new(start); directory is not null; directory = directory.Parent)
        {
            yield return directory.FullName;
        }
    }
}
