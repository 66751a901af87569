using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Running;

namespace Sharpbuild.Builder.Sources;

/// <summary>Something that COPY, ADD and bind mounts take files from.</summary>
/// <param name="Identity">What stands for its whole content if that is known without looking, else null.</param>
/// <param name="OpenTree">Opens it for reading file by file; the tree lives as long as the build.</param>
/// <param name="OpenPart">
/// Opens a file or directory of it for a mount, as files of the command's users; the flag asks for one that can be written to, the writes being thrown away. Where
/// nothing can be mounted it is a copy.
/// </param>
/// <param name="Reread">Looks at its files again; null where nothing else can change them.</param>
internal sealed record FileSource(
    string? Identity,
    Func<CancellationToken, ISourceTree> OpenTree,
    Func<MountSession, string, bool, CancellationToken, SafeFileHandle> OpenPart,
    Func<ISourceTree>? Reread = null);
