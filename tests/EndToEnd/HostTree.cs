using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd;

/// <summary>A directory of this machine in the form in which images are compared.</summary>
public static class HostTree
{
    /// <summary>Lines <c>path: entry</c> in byte order, hard links as files of their own.</summary>
    public static List<string> Of(string hostPath)
    {
        using TemporaryDirectory work = new("tree");
        string archive = work.At("tree.tar");
        string[] pack = ["-c", "--format=pax", "--numeric-owner", "--xattrs", "--sort=name", "-C", hostPath, "-f", archive, "."];
        ProcessRunner.Run("tar", pack).Succeeded();
        ImageLayers tree = new();
        using FileStream stream = File.OpenRead(archive);
        tree.Apply(stream);
        return [.. tree.Entries.Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal)];
    }
}
