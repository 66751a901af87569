using Sharpbuild.Builder.Store;

namespace Sharpbuild.Insight.Advising;

/// <summary>Where a series is built again with one pair of files.</summary>
/// <param name="Draft">The files.</param>
/// <param name="Context">The context, changed from build to build.</param>
/// <param name="IgnoreHostPath">The ignore file.</param>
/// <param name="State">The store, empty at first.</param>
internal sealed record ReplayPlace(Draft Draft, ContextCopy Context, string IgnoreHostPath, StateDirectory State)
{
    /// <summary>What each build took so far.</summary>
    public List<ReplayedBuild> Results { get; } = [];

    /// <summary>Makes one in a directory of its own.</summary>
    public static ReplayPlace Make(string hostPath, string context, Draft draft)
    {
        Directory.CreateDirectory(hostPath);
        string ignore = Path.Join(hostPath, "ignore");
        File.WriteAllText(ignore, draft.Ignore);
        return new ReplayPlace(draft, ContextCopy.Make(context, Path.Join(hostPath, "context")), ignore, new StateDirectory(Path.Join(hostPath, "state")));
    }
}
