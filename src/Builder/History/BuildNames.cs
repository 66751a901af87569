using System.Collections.Immutable;

using Sharpbuild.Builder.Options;

namespace Sharpbuild.Builder.History;

/// <summary>What identifies builds of the same thing.</summary>
internal static class BuildNames
{
    /// <summary>The names, best first: context, Dockerfile, target and platform; then each tag.</summary>
    public static ImmutableArray<string> Of(BuildOptions options, string fileName) =>
    [
        $"{options.ContextOrigin?.Name ?? options.Context}\n{Path.GetFullPath(fileName)}\n{options.Target}\n{options.Platform}",
        .. options.Tags.Select(tag => $"{tag}\n{options.Platform}"),
    ];
}
