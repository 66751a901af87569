using System.Collections.Immutable;

using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Progress;
using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Builder.Steps;

/// <summary>The build arguments that speak to the builder rather than to the Dockerfile.</summary>
/// <remarks>LANGUAGE A4.9. Those with an effect are read where they have it; this class knows all of them.</remarks>
internal static class SpecialArguments
{
    private const string Syntax = "BUILDKIT_SYNTAX";

    private static readonly ImmutableArray<string> Effective =
    [
        Syntax, "BUILDKIT_CONTEXT_KEEP_GIT_DIR", "BUILDKIT_SANDBOX_HOSTNAME", "BUILDKIT_CACHE_MOUNT_NS", "BUILDKIT_DOCKERFILE_CHECK", "SOURCE_DATE_EPOCH",
    ];

    private static readonly ImmutableArray<string> Ineffective = ["BUILDKIT_INLINE_CACHE", "BUILDKIT_MULTI_PLATFORM", "BUILDKIT_BUILD_NAME"];

    /// <summary>Whether an argument is one of them.</summary>
    public static bool IsKnown(string name) => Effective.Contains(name) || Ineffective.Contains(name);

    /// <summary>Refuses a front end that is not built in, and tells of arguments that have no effect here.</summary>
    /// <exception cref="BuildException">Another front end is asked for.</exception>
    public static void Check(BuildOptions options, IBuildProgress progress)
    {
        if (options.BuildArguments.TryGetValue(Syntax, out string? frontend) && !FrontendDirective.IsBuiltIn(frontend))
        {
            throw new BuildException($"the front end \"{frontend}\" that {Syntax} names is not built in", $"only docker/dockerfile is; leave {Syntax} out to use it");
        }

        string[] ineffective = [.. options.BuildArguments.Keys.Where(name => Ineffective.Contains(name))];
        if (ineffective.Length > 0)
        {
            progress.Notice($"these build arguments have no effect here: {string.Join(", ", ineffective)}");
        }
    }
}
