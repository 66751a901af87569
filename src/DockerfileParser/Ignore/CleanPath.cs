namespace Sharpbuild.Dockerfiles.Ignore;

/// <summary>Shortens paths by their text alone, as Go's <c>path.Clean</c> does.</summary>
public static class CleanPath
{
    /// <summary>Drops empty and <c>.</c> elements and resolves <c>..</c>; an empty path becomes <c>.</c>.</summary>
    public static string Of(string path)
    {
        bool isRooted = path.StartsWith('/');
        List<string> kept = [];
        foreach (string element in path.Split('/'))
        {
            if (element is "" or ".")
            {
                continue;
            }

            if (element != "..")
            {
                kept.Add(element);
            }
            else if (kept.Count > 0 && kept[^1] != "..")
            {
                kept.RemoveAt(kept.Count - 1);
            }
            else if (!isRooted)
            {
                kept.Add(element);
            }
        }

        string joined = string.Join('/', kept);
        return isRooted ? "/" + joined : joined.Length == 0 ? "." : joined;
    }
}
