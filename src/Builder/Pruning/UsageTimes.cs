using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.History;
using Sharpbuild.Oci;

namespace Sharpbuild.Builder.Pruning;

/// <summary>When layers were last used, out of the records of builds: a hit counts as a use, and costs the build nothing.</summary>
internal sealed class UsageTimes
{
    private readonly Dictionary<string, (DateTimeOffset At, int Depth)> _layers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (DateTimeOffset At, int Depth)> _chains = new(StringComparer.Ordinal);

    /// <summary>Reads the records.</summary>
    public UsageTimes(RecordStore records)
    {
        foreach (string id in records.List())
        {
            if (records.TryRead(id) is { } build)
            {
                Add(build);
            }
        }
    }

    /// <summary>The last use of a layer by the hexadecimal digits of its DiffID.</summary>
    public (DateTimeOffset At, int Depth)? OfLayer(string diffIdHex) => _layers.TryGetValue(diffIdHex, out (DateTimeOffset, int) use) ? use : null;

    /// <summary>The last use of an unpacked layer by the name of its chain.</summary>
    public (DateTimeOffset At, int Depth)? OfChain(string chain) => _chains.TryGetValue(chain, out (DateTimeOffset, int) use) ? use : null;

    private void Add(BuildRecord build)
    {
        foreach (RecordedStep step in build.Steps)
        {
            if (step.Layer is { } layer && Digest.TryParse(layer.DiffId, out Digest digest))
            {
                _layers.TryAdd(digest.Hex, (build.Started, step.Ordinal));
            }
        }

        string chain = "";
        int depth = 0;
        foreach (RecordedLayer layer in build.Result?.Layers ?? [])
        {
            if (Digest.TryParse(layer.DiffId, out Digest digest))
            {
                chain = chain.Length == 0 ? digest.Hex : CacheKey.Digest(chain, digest.Hex);
                _layers.TryAdd(digest.Hex, (build.Started, ++depth));
                _chains.TryAdd(chain, (build.Started, depth));
            }
        }
    }
}
