using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Running;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Sources;

/// <summary>Something that COPY, ADD and bind mounts take files from.</summary>
/// <param name="Identity">What stands for its whole content if that is known without looking, else null.</param>
/// <param name="OpenTree">Opens it for reading file by file; the tree lives as long as the build.</param>
/// <param name="OpenDirectory">Opens it for a mount; the flag asks for one that can be written to, the writes being thrown away.</param>
/// <param name="Reread">Looks at its files again; null where nothing else can change them.</param>
internal sealed record FileSource(
    string? Identity,
    Func<CancellationToken, ISourceTree> OpenTree,
    Func<MountSession, bool, CancellationToken, DirectoryHandle> OpenDirectory,
    Func<ISourceTree>? Reread = null);
