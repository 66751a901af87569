using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>Runs all checks on a Dockerfile.</summary>
public static class DockerfileChecker
{
    /// <summary>The names of all rules, BuildKit's first.</summary>
    public static IEnumerable<string> RuleNames => CheckTable.Shared.Concat(CheckTable.Advice).Select(rule => rule.Name);

    /// <summary>Whether the Dockerfile or <c>BUILDKIT_DOCKERFILE_CHECK</c> asks that warnings fail the build.</summary>
    public static bool FailsOnWarnings(Dockerfile dockerfile, CheckOptions options) => CheckSettings.Of(dockerfile, options).FailsBuild;

    /// <summary>Checks a Dockerfile that was parsed without errors.</summary>
    public static CheckResult Check(Dockerfile dockerfile, CheckOptions options)
    {
        CheckSettings settings = CheckSettings.Of(dockerfile, options);
        CheckContext context = new(dockerfile, options, settings, Evaluation.Of(dockerfile, options));
        ImmutableArray<CheckWarning> warnings = context.Run(CheckTable.Shared);
        ImmutableArray<CheckWarning> advice = options.IncludeAdvice ? context.Run(CheckTable.Advice) : [];
        return new CheckResult(warnings, advice, settings.FailsBuild && !warnings.IsEmpty);
    }
}
