namespace Sharpbuild.Insight.Sizes;

/// <summary>
/// The efficiency score of the program dive: for each path the smallest size it ever had, divided by the sum of all sizes it had. A file that is
/// deleted counts once more with no bytes; a directory that is deleted counts with all bytes in it.
/// </summary>
/// <remarks>dive/filetree/efficiency.go of github.com/wagoodman/dive.</remarks>
internal sealed class DiveScore
{
    private readonly Dictionary<string, (long Least, long Sum)> _paths = new(StringComparer.Ordinal);

    /// <summary>The score, from 0 to 1.</summary>
    public double Value
    {
        get
        {
            long least = 0;
            long sum = 0;
            foreach ((long Least, long Sum) path in _paths.Values)
            {
                least += path.Least;
                sum += path.Sum;
            }

            return sum == 0 ? 1 : (double)least / sum;
        }
    }

    /// <summary>A layer has a file.</summary>
    public void Seen(string path, long sizeInBytes) => Add(path, sizeInBytes);

    /// <summary>A layer deletes a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="directorySize">The bytes in it, if it is a directory.</param>
    public void Deleted(string path, long directorySize) => Add(path, directorySize);

    private void Add(string path, long sizeInBytes) =>
        _paths[path] = _paths.TryGetValue(path, out (long Least, long Sum) known)
            ? (Math.Min(known.Least, sizeInBytes), known.Sum + sizeInBytes)
            : (sizeInBytes, sizeInBytes);
}
