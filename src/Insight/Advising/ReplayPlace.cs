using Sharpbuild.Builder.Store;

namespace Sharpbuild.Insight.Advising;

/// <summary>Where a series is built again with one pair of files.</summary>
/// <param name="Draft">The files.</param>
/// <param name="Context">The context, changed from build to build.</param>
/// <param name="IgnoreHostPath">The ignore file.</param>
/// <param name="State">The store, empty at first.</param>
internal sealed record ReplayPlace(Draft Draft, ContextCopy Context, string IgnoreHostPath, StateDirectory State) : IDisposable
{
    /// <summary>What each build took so far.</summary>
    public List<ReplayedBuild> Results { get; } = [];

    /// <summary>Makes one in a directory of its own.</summary>
    /// <param name="hostPath">The directory; nothing is there yet.</param>
    /// <param name="context">The context.</param>
    /// <param name="draft">The files.</param>
    /// <param name="store">The store in which the directory lies; no part of the context.</param>
    public static ReplayPlace Make(string hostPath, string context, Draft draft, StateDirectory store)
    {
        Directory.CreateDirectory(hostPath);
        string ignore = Path.Join(hostPath, "ignore");
        File.WriteAllText(ignore, draft.Ignore);
        return new ReplayPlace(draft, ContextCopy.Make(context, Path.Join(hostPath, "context"), store.HostPath), ignore, new StateDirectory(Path.Join(hostPath, "state")));
    }

    /// <inheritdoc/>
    public void Dispose() => Context.Dispose();
}
