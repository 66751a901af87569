using Sharpbuild.Builder.Contexts;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Copying;

/// <summary><c>WORKDIR</c>: the layer that makes a directory.</summary>
public static class DirectoryCreation
{
    /// <summary>Plans a directory and those above it that are missing, each 0755.</summary>
    /// <param name="path">The directory, absolute; links are followed inside the root.</param>
    /// <param name="root">The root.</param>
    /// <param name="userId">The owner of what is made.</param>
    /// <param name="groupId">The group of what is made.</param>
    /// <param name="createdAt">The time of what is made.</param>
    /// <returns>The plan, which the caller disposes; null where the directory exists.</returns>
    /// <exception cref="InputException">Something else is in the way.</exception>
    public static CopyPlan? Plan(string path, IRootView root, uint userId, uint groupId, UnixTime createdAt)
    {
        RootLookup found = RootLookup.Find(root, ImagePath.Clean(path), follow: true);
        if (found.Obstacle is { } obstacle)
        {
            throw new InputException($"\"{path}\" cannot be made: \"/{obstacle}\" is no directory");
        }

        if (found.Entry is { Kind: FileKind.Directory })
        {
            return null;
        }

        LayerDraft draft = new(root, createdAt);
        draft.AddDirectories(found.Path, userId, groupId);
        return new CopyPlan(draft.Finish(), []);
    }
}
