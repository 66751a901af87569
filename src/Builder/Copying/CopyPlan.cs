using System.Collections.Immutable;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Copying;

/// <summary>A layer that has only to be written: all its entries, parents first, siblings in byte order.</summary>
/// <remarks>Directories above the destination are among them, as they are now, so that unpacking the layer leaves them so.</remarks>
public sealed class CopyPlan : IDisposable
{
    private readonly IReadOnlyList<SafeFileHandle> _archives;

    internal CopyPlan(ImmutableArray<PlannedEntry> entries, IReadOnlyList<SafeFileHandle> archives)
    {
        Entries = entries;
        _archives = archives;
    }

    /// <summary>The entries.</summary>
    public ImmutableArray<PlannedEntry> Entries { get; }

    /// <summary>Adds all entries to a layer, which the caller finishes.</summary>
    /// <exception cref="Contexts.InputException">A source changed since it was looked at.</exception>
    public void WriteTo(LayerWriter writer, CancellationToken cancellationToken) => WriteTo(writer, earlier: null, cancellationToken);

    /// <summary>Adds all entries to a layer, which the caller finishes.</summary>
    /// <param name="writer">The layer.</param>
    /// <param name="earlier">The layer that the same step made before, or null.</param>
    /// <param name="cancellationToken">Stops between entries.</param>
    internal void WriteTo(LayerWriter writer, EarlierLayer? earlier, CancellationToken cancellationToken)
    {
        foreach (PlannedEntry entry in Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            entry.AddTo(writer, earlier);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SafeFileHandle archive in _archives)
        {
            archive.Dispose();
        }
    }
}
