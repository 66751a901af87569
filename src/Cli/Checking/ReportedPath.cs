namespace Sharpbuild.Cli.Checking;

/// <summary>The Dockerfile's path as code hosts want it: below the root of the checkout, with slashes.</summary>
internal static class ReportedPath
{
    /// <summary>The path below the checkout of the CI system, else below the current directory; absolute where it lies outside.</summary>
    public static string Of(string fileName)
    {
        string full = Path.GetFullPath(fileName);
        foreach (string? root in (ReadOnlySpan<string?>)[Environment.GetEnvironmentVariable("GITHUB_WORKSPACE"), Environment.GetEnvironmentVariable("CI_PROJECT_DIR"), Directory.GetCurrentDirectory()])
        {
            if (!string.IsNullOrEmpty(root) && full.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal))
            {
                return full[(root.TrimEnd('/').Length + 1)..];
            }
        }

        return full;
    }

    /// <summary>The same as a relative or a <c>file:</c> URI.</summary>
    public static string ToUri(string fileName)
    {
        string path = Of(fileName);
        string escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        return path.StartsWith('/') ? "file://" + escaped : escaped;
    }
}
