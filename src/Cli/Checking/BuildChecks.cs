using System.Collections.Immutable;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Options;
using Sharpbuild.Cli.Input;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Checks;
using Sharpbuild.Dockerfiles.Ignore;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Cli.Checking;

/// <summary>The checks as they apply to one build.</summary>
/// <param name="dockerfile">The file.</param>
/// <param name="input">Where it came from.</param>
/// <param name="settings">What the command line says.</param>
/// <param name="options">The same as options of the build.</param>
internal sealed class BuildChecks(Dockerfile dockerfile, DockerfileInput input, BuildSettings settings, BuildOptions options)
{
    public BuildOptions Options => options;

    /// <summary>Whether the file asks that warnings fail its build.</summary>
    public bool FailOnWarnings => DockerfileChecker.FailsOnWarnings(dockerfile, ToCheckOptions());

    /// <summary>Runs all rules.</summary>
    /// <param name="errors">Why the file can't be built.</param>
    public CheckReport Report(IEnumerable<Diagnostic> errors)
    {
        CheckResult result = DockerfileChecker.Check(dockerfile, ToCheckOptions());
        return new CheckReport(dockerfile.Source, result.Warnings, result.Advice, [.. errors]);
    }

    /// <summary>Runs the rules that BuildKit has too; base images that are not at hand are left alone.</summary>
    public CheckReport ReportAfterBuild()
    {
        BuildOptions local = options with { Pull = PullPolicy.Never };
        CheckOptions checks = ToCheckOptions() with { IncludeAdvice = false, BaseImages = (name, platform) => Describe(local, name, platform) };
        return new CheckReport(dockerfile.Source, DockerfileChecker.Check(dockerfile, checks).Warnings, [], []);
    }

    /// <summary>The options of the checks for this build.</summary>
    public CheckOptions ToCheckOptions() => new()
    {
        BuildArguments = settings.BuildArguments.ToImmutableDictionary(StringComparer.Ordinal),
        Target = settings.Target,
        Platform = options.Platform.ToString(),
        BuildPlatform = Platform.Host.ToString(),
        Ignore = ReadIgnore(),
        BaseImages = (name, platform) => Describe(options, name, platform),
    };

    private static BaseImageFacts? Describe(BuildOptions options, string name, string platformText)
    {
        Platform platform = Platform.TryParse(platformText, out Platform? parsed) ? parsed : options.Platform;
        if (BaseConfigs.TryFind(options, name, platform) is not { } config)
        {
            return null;
        }

        ImmutableDictionary<string, string>.Builder environment = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (string entry in config.Config.Env)
        {
            int equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                environment[entry[..equals]] = entry[(equals + 1)..];
            }
        }

        return new BaseImageFacts(environment.ToImmutable(), config.Config.Shell is { Length: > 0 }, config.Platform.ToString());
    }

    private IgnorePatterns? ReadIgnore() =>
        input.ReadIgnore() is { } source ? IgnorePatterns.Parse(source, out _) : null;
}
