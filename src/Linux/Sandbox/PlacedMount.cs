using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>Something that lies in the place of a mount.</summary>
/// <param name="Path">The path of the place, without links.</param>
/// <param name="Parent">Its directory, opened before the command ran.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Covered">A directory that holds what was there, under the same name.</param>
internal sealed record PlacedMount(string Path, DirectoryHandle Parent, string Name, DirectoryHandle Covered) : IDisposable
{
    /// <summary>The directory whose entries are lent, and the directory in the place that has them meanwhile.</summary>
    public (DirectoryHandle Owner, DirectoryHandle Place)? Lent { get; set; }

    /// <summary>A file that must not keep its content, whatever names it has by now.</summary>
    public SafeFileHandle? Secret { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Parent.Dispose();
        Covered.Dispose();
        Secret?.Dispose();
        Lent?.Place.Dispose();
    }
}
