using Sharpbuild.Builder.Contexts;
using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Builder.Copying;

/// <summary>Says why a source of COPY or ADD cannot be found.</summary>
internal static class MissingSource
{
    /// <summary>The error for a source that leads to nothing.</summary>
    public static InputException Describe(CopySource source)
    {
        string path = ImagePath.Clean(source.Text);
        ISourceTree tree = source.Tree;
        if (SourceLookup.Find(tree, path, follow: false) is { LinkTarget: { } target })
        {
            return new InputException($"\"{path}\" in {tree.Name} is a symbolic link to \"{target}\", which leads to nothing");
        }

        ResolvedPath resolved = SourceLookup.Resolve(tree, path, follow: false);
        return resolved.Obstacle is { } obstacle
            ? new InputException($"\"{path}\" not found in {tree.Name}: \"{obstacle}\" is no directory")
            : IsHidden(tree, resolved.Path)
                ? new InputException($"\"{path}\" is kept out of {tree.Name} by its ignore file", $"bring it back there with the line \"!{path}\"")
                : NotFound(tree, path, resolved.Path);
    }

    private static bool IsHidden(ISourceTree tree, string path)
    {
        for (string at = path; at.Length > 0; at = ImagePath.Parent(at))
        {
            if (tree.IsHidden(at))
            {
                return true;
            }
        }

        return false;
    }

    private static InputException NotFound(ISourceTree tree, string path, string resolvedPath)
    {
        string missing = resolvedPath;
        string parent = ImagePath.Parent(missing);
        while (parent.Length > 0 && tree.TryGet(parent) is null)
        {
            (missing, parent) = (parent, ImagePath.Parent(parent));
        }

        string? nearest = tree.TryGet(parent) is { Status.IsDirectory: true } directory
            ? Suggestions.Nearest(ImagePath.Name(missing), tree.List(directory).Select(file => file.Name))
            : null;
        string? help = nearest is null ? $"sources are paths in {tree.Name}, not on the machine" : $"did you mean \"{ImagePath.Join(parent, nearest) + path[Math.Min(path.Length, missing.Length)..]}\"?";
        return new InputException($"\"{path}\" not found in {tree.Name}", help);
    }
}
