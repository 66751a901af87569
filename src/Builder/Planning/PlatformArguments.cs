using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Planning;

/// <summary>The ARGs that exist without being declared: target and build platform.</summary>
/// <remarks>Dockerfile reference, "Automatic platform ARGs in the global scope".</remarks>
internal static class PlatformArguments
{
    /// <summary>All of them by name.</summary>
    public static Dictionary<string, string> For(Platform target, string? targetStage)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal) { ["TARGETSTAGE"] = targetStage ?? "default" };
        Add(values, "TARGET", target);
        Add(values, "BUILD", Platform.Host);
        return values;
    }

    private static void Add(Dictionary<string, string> values, string prefix, Platform platform)
    {
        values[prefix + "PLATFORM"] = platform.ToString();
        values[prefix + "OS"] = platform.Os;
        values[prefix + "ARCH"] = platform.Architecture;
        values[prefix + "VARIANT"] = platform.Variant ?? "";
        values[prefix + "OSVERSION"] = platform.OsVersion ?? "";
    }
}
