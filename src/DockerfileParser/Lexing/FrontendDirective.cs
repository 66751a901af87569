using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>The syntax directive: only the front end that is built in can be asked for.</summary>
public static class FrontendDirective
{
    private static readonly string[] BuiltIn = ["docker/dockerfile", "docker/dockerfile-upstream"];

    internal static void Check(ImmutableArray<Directive> directives, DiagnosticList diagnostics)
    {
        foreach (Directive directive in directives.Where(directive => directive.Name == "syntax"))
        {
            string image = ImageOf(directive.Value);
            if (!IsBuiltIn(directive.Value))
            {
                diagnostics.Error(
                    DiagnosticCodes.UnknownFrontend,
                    $"front end \"{image}\" is not built in",
                    directive.Span,
                    "only docker/dockerfile is; remove the directive to use it");
            }
        }
    }

    /// <summary>Whether a front end, as the directive or the build argument <c>BUILDKIT_SYNTAX</c> names it, is built in.</summary>
    public static bool IsBuiltIn(string value) => BuiltIn.Contains(Repository(ImageOf(value)));

    private static string ImageOf(string value) => value.Split(' ', 2)[0];

    private static string Repository(string image)
    {
        string name = image.Split('@', 2)[0];
        foreach (string registry in (ReadOnlySpan<string>)["docker.io/", "index.docker.io/"])
        {
            name = name.StartsWith(registry, StringComparison.Ordinal) ? name[registry.Length..] : name;
        }

        int tag = name.LastIndexOf(':');
        return tag > name.LastIndexOf('/') ? name[..tag] : name;
    }
}
