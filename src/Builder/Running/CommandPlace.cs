using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Mounts;

namespace Sharpbuild.Builder.Running;

/// <summary>Where a command runs, and a shell after it.</summary>
/// <param name="Open">Opens its root file system; the caller disposes it before it is opened again.</param>
/// <param name="Upper">The directory that takes the changes.</param>
/// <param name="Owners">The ids of the command; null for the builder's.</param>
internal sealed record CommandPlace(Func<DirectoryHandle> Open, DirectoryHandle Upper, OwnerMap? Owners);
