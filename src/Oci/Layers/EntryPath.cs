namespace Sharpbuild.Oci.Layers;

/// <summary>Names of archive entries as paths below a root.</summary>
public static class EntryPath
{
    /// <summary>Removes leading and doubled slashes, <c>.</c> and <c>..</c> from a name.</summary>
    /// <param name="name">The name as the archive has it.</param>
    /// <param name="path">The path, <c>""</c> for the root.</param>
    /// <returns>False if the name leads out of the root or cannot be a path.</returns>
    public static bool TryClean(string name, out string path)
    {
        path = name.Length > 0 && name[^1] == '/' ? name[..^1] : name;
        if (name.Contains('\0'))
        {
            return false;
        }

        return IsClean(path) || TryCleanParts(name, out path);
    }

    /// <summary>The path of the directory that holds an entry, <c>""</c> at the top.</summary>
    public static string ParentOf(string path)
    {
        int slash = path.LastIndexOf('/');
        return slash < 0 ? "" : path[..slash];
    }

    /// <summary>The last component.</summary>
    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>A child's path.</summary>
    public static string Join(string directory, string name) => directory.Length == 0 ? name : $"{directory}/{name}";

    private static bool IsClean(string path) =>
        path.Length > 0
        && path[0] is not '/' and not '.'
        && !path.Contains("//", StringComparison.Ordinal)
        && !path.Contains("/.", StringComparison.Ordinal)
        && path[^1] != '/';

    private static bool TryCleanParts(string name, out string path)
    {
        List<string> parts = [];
        path = "";
        foreach (Range range in name.AsSpan().Split('/'))
        {
            ReadOnlySpan<char> part = name.AsSpan()[range];
            if (part is "..")
            {
                if (parts.Count == 0)
                {
                    return false;
                }

                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not "" and not ".")
            {
                parts.Add(part.ToString());
            }
        }

        path = string.Join('/', parts);
        return true;
    }
}
