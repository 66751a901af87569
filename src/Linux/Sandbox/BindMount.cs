using Microsoft.Win32.SafeHandles;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>A directory, file or socket of the host.</summary>
/// <param name="Target">The absolute path.</param>
/// <param name="Source">
/// An open descriptor of the source, <c>O_PATH</c> suffices; it stays the caller's. For <see cref="ChrootSandbox"/> it lies in the file system of the root and is
/// nobody else's meanwhile: its files lie in the root while the command runs, and in the source again afterwards.
/// </param>
/// <param name="ReadOnly">Whether the command may only read it.</param>
public sealed record BindMount(string Target, SafeFileHandle Source, bool ReadOnly) : SandboxMount(Target)
{
    /// <summary>Whether the source shows files as those of <see cref="SandboxSpec.Owners"/> already, as views of <see cref="Mounts.OverlayMount"/> do.</summary>
    public bool IsMapped { get; init; }
}
