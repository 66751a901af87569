using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Contexts;

/// <summary>Follows symbolic links inside a root that is only looked at, as the kernel does with <c>RESOLVE_IN_ROOT</c>.</summary>
internal static class LinkResolver
{
    private const int MaxLinks = 40;

    /// <summary>Tells what is at a path whose parents are real directories.</summary>
    /// <returns>The kind, and the target of a link; null where there is nothing.</returns>
    public delegate (FileKind Kind, string? LinkTarget)? Look(string path);

    /// <summary>Resolves a path.</summary>
    /// <param name="path">The path; <c>..</c> and absolute links stop at the root.</param>
    /// <param name="follow">Whether a link as last component is followed.</param>
    /// <param name="look">Tells what is at a path.</param>
    public static ResolvedPath Resolve(string path, bool follow, Look look)
    {
        string current = "";
        string remaining = path;
        string? obstacle = null;
        int links = 0;
        int? missing = null;
        while (TakeComponent(ref remaining, out string component))
        {
            if (component == "..")
            {
                current = ImagePath.Parent(current);
                missing = current.Length < missing ? null : missing;
                continue;
            }

            string candidate = ImagePath.Join(current, component);
            if (missing is not null)
            {
                // Where nothing is there is nothing below.
                current = candidate;
                continue;
            }

            bool isLast = remaining.AsSpan().Trim('/').IsEmpty;
            (FileKind Kind, string? LinkTarget)? found = look(candidate);
            if (found is { LinkTarget: { } target } && (!isLast || follow))
            {
                if (++links > MaxLinks)
                {
                    throw new InputException($"\"{path}\" leads through more than {MaxLinks} symbolic links");
                }

                current = target.StartsWith('/') ? "" : current;
                remaining = $"{target}/{remaining}";
                continue;
            }

            missing = found is null ? candidate.Length : null;
            if (!isLast && found is { Kind: not FileKind.Directory })
            {
                obstacle ??= candidate;
            }

            current = candidate;
        }

        return new ResolvedPath(current, obstacle);
    }

    private static bool TakeComponent(ref string remaining, out string component)
    {
        while (true)
        {
            remaining = remaining.TrimStart('/');
            if (remaining.Length == 0)
            {
                component = "";
                return false;
            }

            int slash = remaining.IndexOf('/');
            component = slash < 0 ? remaining : remaining[..slash];
            remaining = slash < 0 ? "" : remaining[slash..];
            if (component != ".")
            {
                return true;
            }
        }
    }
}
