namespace Sharpbuild.Builder.Contexts;

/// <summary>Pure text operations on paths inside a root; the root is <c>""</c> and no path starts with a slash.</summary>
public static class ImagePath
{
    /// <summary>The directory of a path; the root's is the root.</summary>
    public static string Parent(string path)
    {
        int slash = path.LastIndexOf('/');
        return slash < 0 ? "" : path[..slash];
    }

    /// <summary>The last component of a path.</summary>
    public static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>A path below a directory.</summary>
    public static string Join(string directory, string path) =>
        directory.Length == 0 ? path : path.Length == 0 ? directory : $"{directory}/{path}";

    /// <summary>Removes empty components, <c>.</c> and <c>..</c>; what leads out of the root stops at it.</summary>
    public static string Clean(string path)
    {
        if (IsClean(path))
        {
            return path;
        }

        List<string> kept = [];
        foreach (string component in path.Split('/'))
        {
            if (component == "..")
            {
                kept.RemoveRange(Math.Max(kept.Count - 1, 0), Math.Min(kept.Count, 1));
            }
            else if (component is not ("" or "."))
            {
                kept.Add(component);
            }
        }

        return string.Join('/', kept);
    }

    /// <summary>A path as written in an instruction, taken relative to a working directory.</summary>
    public static string Absolute(string workingDirectory, string path) =>
        Clean(path.StartsWith('/') ? path : $"{workingDirectory}/{path}");

    private static bool IsClean(string path)
    {
        foreach (Range range in path.AsSpan().Split('/'))
        {
            if (path.AsSpan()[range] is "" or "." or "..")
            {
                return path.Length == 0;
            }
        }

        return true;
    }
}
