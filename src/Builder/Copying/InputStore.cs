using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Store;
using Sharpbuild.Oci;

namespace Sharpbuild.Builder.Copying;

/// <summary>The file lists behind fingerprints, and fingerprints of trees whose content is known by name.</summary>
/// <param name="state">The state directory.</param>
/// <param name="workspace">Where files lie until they are whole.</param>
/// <param name="elsewhere">Knows fingerprints of selections that other machines have made; null where nobody does.</param>
public sealed class InputStore(StateDirectory state, Lazy<Workspace> workspace, Func<string, string?>? elsewhere = null)
{
    private const int MostShown = 3;

    private readonly ConcurrentDictionary<string, string> _selections = new(StringComparer.Ordinal);

    /// <summary>The fingerprints of selections that were asked for or remembered through this object.</summary>
    public IEnumerable<KeyValuePair<string, string>> Selections => _selections;

    /// <summary>Keeps the file list of a fingerprint.</summary>
    public void Put(string fingerprint, InputManifest manifest)
    {
        string path = Path.Join(state.Inputs, NameOf(fingerprint));
        if (!File.Exists(path))
        {
            AtomicFile.Write(path, manifest.ToBytes(), workspace.Value.HostPath);
        }
    }

    /// <summary>The file list of a fingerprint, or null where it is not known.</summary>
    public InputManifest? TryGet(string fingerprint) => TryRead(fingerprint) is { } bytes ? InputManifest.Parse(bytes) : null;

    /// <summary>The file list of a fingerprint as bytes, or null where it is not known.</summary>
    public byte[]? TryRead(string fingerprint) => AtomicFile.TryRead(Path.Join(state.Inputs, NameOf(fingerprint)));

    /// <summary>The name of the file that holds the list of a fingerprint.</summary>
    public static string NameOf(string fingerprint) => Digest.TryParse(fingerprint, out Digest digest) ? digest.Hex : CacheKey.Digest(fingerprint);

    /// <summary>Says what changed between two fingerprints, or null where it is not known.</summary>
    public string? DescribeChange(string before, string after)
    {
        if (TryGet(before) is not { } old || TryGet(after) is not { } now)
        {
            return null;
        }

        ImmutableArray<string> differences = now.DifferencesFrom(old);
        return differences.Length switch
        {
            0 => null,
            <= MostShown => string.Join(", ", differences),
            int count => $"{string.Join(", ", differences.Take(MostShown))} and {count - MostShown} more",
        };
    }

    /// <summary>The fingerprint that a selection in a tree of this identity had, or null where it is not known.</summary>
    public string? TryGetSelection(string selection)
    {
        string? known = AtomicFile.TryRead(Path.Join(state.Inputs, "s" + selection)) is { } bytes ? Encoding.ASCII.GetString(bytes) : null;
        if (known is not null)
        {
            _selections[selection] = known;
        }
        else if ((known = elsewhere?.Invoke(selection)) is not null)
        {
            PutSelection(selection, known);
        }

        return known;
    }

    /// <summary>Remembers the fingerprint of a selection in a tree of this identity.</summary>
    public void PutSelection(string selection, string fingerprint)
    {
        _selections[selection] = fingerprint;
        AtomicFile.Write(Path.Join(state.Inputs, "s" + selection), Encoding.ASCII.GetBytes(fingerprint), workspace.Value.HostPath);
    }
}
