using Sharpbuild.Builder.Progress;
using Sharpbuild.Builder.Store;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layout;

namespace Sharpbuild.Builder.Pruning;

/// <summary>Keeps the store below a number of bytes after a build (<c>--max-used-space</c>).</summary>
internal static class SpaceCeiling
{
    /// <summary>Removes the least recently used things until the store is below the ceiling.</summary>
    /// <param name="state">The state directory; no lock of this build is held any more.</param>
    /// <param name="mostBytes">The ceiling.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="progress">Hears of a ceiling that can't be kept.</param>
    public static void Enforce(StateDirectory state, long mostBytes, TimeProvider clock, IBuildProgress progress)
    {
        ImageStore store = new(new ContentStore(state.Images, state.Temporary));
        PruneResult? result = new Pruner(state, store, clock).TryRun(new PruneOptions(All: false, PruneFilter.All, MaxUsedSpace: mostBytes));
        if (result is null)
        {
            progress.Notice("another build is running on this store: it will be kept below --max-used-space when the last one ends");
        }
        else if (result.UsedBytes > mostBytes)
        {
            progress.Notice($"the store takes {result.UsedBytes} bytes, over --max-used-space {mostBytes}: named images and records of builds are not removed");
        }
    }
}
