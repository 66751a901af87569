using System.Collections.Immutable;

using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Options;
using Sharpbuild.Cli.Arguments;
using Sharpbuild.Cli.Commands;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Checks;
using Sharpbuild.Dockerfiles.Ignore;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Cli.Checking;

/// <summary><c>--check</c> and <c>--call</c>: answers questions on a Dockerfile instead of building it.</summary>
internal static class CheckCommand
{
    /// <summary>Answers.</summary>
    /// <param name="dockerfile">The parsed file.</param>
    /// <param name="input">Where it came from.</param>
    /// <param name="settings">What the command line says.</param>
    /// <param name="options">The same as options of the build.</param>
    /// <returns>1 where a check found something, as buildx does.</returns>
    public static int Run(Dockerfile dockerfile, DockerfileInput input, BuildSettings settings, BuildOptions options)
    {
        List<KeyValuePair<string, string>> fields = CommaFields.Read(settings.Call);
        string format = fields.FirstOrDefault(field => field.Key == "format").Value ?? "text";
        switch (fields[0].Key)
        {
            case "check" or "lint":
                CheckResult result = DockerfileChecker.Check(dockerfile, Options(input, settings, options));
                Console.Out.WriteLine(Format(format, result, input.Source));
                return result.Warnings.IsEmpty ? ExitCode.Done : ExitCode.Failed;

            case "targets":
                Console.Out.WriteLine(TargetsText.Format(dockerfile, format == "json"));
                return ExitCode.Done;

            default:
                throw new UsageException($"--call: \"{fields[0].Key}\" is not known", "write build, check or targets");
        }
    }

    /// <summary>The options of a check for this build.</summary>
    private static CheckOptions Options(DockerfileInput input, BuildSettings settings, BuildOptions options) => new()
    {
        BuildArguments = settings.BuildArguments.ToImmutableDictionary(StringComparer.Ordinal),
        Target = settings.Target,
        Platform = settings.Platform ?? Platform.Host.ToString(),
        BuildPlatform = Platform.Host.ToString(),
        Ignore = ReadIgnore(input),
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

    private static string Format(string format, CheckResult result, SourceText source) => format switch
    {
        "text" => CheckText.Format(result, source),
        "json" => CheckJson.Format(result, source),
        "sarif" => CheckSarif.Format(result, source),
        "github" => CheckText.FormatForGitHub(result, source),
        _ => throw new UsageException($"--call: the format \"{format}\" is not known", "write text, json, sarif or github"),
    };

    private static IgnorePatterns? ReadIgnore(DockerfileInput input)
    {
        string hostPath = input.IgnoreHostPath ?? Path.Join(input.Context, ".dockerignore");
        return File.Exists(hostPath) ? IgnorePatterns.Parse(new SourceText(hostPath, File.ReadAllText(hostPath)), out _) : null;
    }
}
