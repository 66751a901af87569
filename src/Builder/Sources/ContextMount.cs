using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Running;
using Sharpbuild.Builder.Snapshots;
using Sharpbuild.Builder.Store;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Sources;

/// <summary>Shows a context to a step: the directory itself, less what the ignore file hides, and writable if asked for.</summary>
/// <param name="workspace">Where the layer that hides files lies.</param>
internal sealed class ContextMount(Lazy<Workspace> workspace)
{
    /// <summary>Mounts a context nowhere.</summary>
    /// <param name="context">The context.</param>
    /// <param name="hostPath">Its host path.</param>
    /// <param name="session">Owns what is opened.</param>
    /// <param name="writable">Whether writes are taken, to be thrown away.</param>
    public DirectoryHandle Open(BuildContext context, string hostPath, MountSession session, bool writable)
    {
        string hiding = session.Own(new WorkDirectory(workspace)).HostPath;
        UpperDirectory.Prepare(hiding, hostPath);
        using (DirectoryHandle mask = DirectoryHandle.OpenHost(hiding))
        {
            Hide(context, context.Root, mask, "");
        }

        return session.Open([hiding, hostPath], writable, workspace);
    }

    /// <summary>Puts a whiteout over each entry that the context does not show.</summary>
    private static void Hide(BuildContext context, DirectoryHandle directory, DirectoryHandle mask, string path)
    {
        Dictionary<string, SourceFile> visible = context.List(context.TryGet(path)!).ToDictionary(file => file.Name, StringComparer.Ordinal);
        foreach (DirectoryEntry entry in directory.ReadEntries())
        {
            string entryPath = ImagePath.Join(path, entry.Name);
            if (!visible.TryGetValue(entry.Name, out SourceFile? file))
            {
                mask.EnsureDirectory(path, 0x1ED);
                mask.CreateNode(entryPath, FileKind.CharacterDevice, 0, default);
            }
            else if (file.Status.IsDirectory)
            {
                using DirectoryHandle child = directory.OpenChild(entry.Name);
                Hide(context, child, mask, entryPath);
            }
        }
    }
}
