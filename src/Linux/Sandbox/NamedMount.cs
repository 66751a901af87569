using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>A mount that the parent has prepared and the child attaches.</summary>
/// <param name="Path">Where it lies, from the root, without links.</param>
/// <param name="Source">The detached mount.</param>
/// <param name="Target">What it is mounted on.</param>
/// <param name="View">The directory it shows, for mounts inside it.</param>
/// <param name="CloneInChild">Whether <paramref name="Source"/> is only a place in a mount that the child attaches first.</param>
/// <param name="Attributes">The <c>MOUNT_ATTR_</c> bits that the child adds to its clone.</param>
internal sealed record NamedMount(
    string Path,
    SafeFileHandle Source,
    SafeFileHandle Target,
    DirectoryHandle? View = null,
    bool CloneInChild = false,
    ulong Attributes = 0) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        View?.Dispose();
        Source.Dispose();
        Target.Dispose();
    }
}
