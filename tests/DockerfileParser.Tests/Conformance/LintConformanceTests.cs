using System.Collections.Immutable;
using System.Text.Json;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Checks;
using Sharpbuild.Dockerfiles.Ignore;
using Xunit.Abstractions;

namespace Sharpbuild.DockerfileParser.Tests.Conformance;

public sealed class LintConformanceTests(ITestOutputHelper output)
{
    private static readonly BaseImageFacts Base =
        new(ImmutableDictionary<string, string>.Empty.Add("PATH", "/bin"), HasShell: false, "linux/amd64");

    [SkippableFact]
    public void Checks_warn_as_measured()
    {
        ConformanceData.SkipIfAbsent();
        JsonElement[] cases = [.. ConformanceData.Cases("unit/lint.json").Where(item => !item.TryGetProperty("excluded", out _))];

        List<string> failures = [.. cases.Select(Difference).OfType<string>()];

        ConformanceData.Report(output, "lint", cases.Length, failures);
    }

    private static string? Difference(JsonElement item)
    {
        SourceText source = new("Dockerfile", Text(item, "dockerfile") ?? "");
        CheckOptions options = new()
        {
            BuildArguments = item.GetProperty("build_args").EnumerateObject()
                .ToImmutableDictionary(argument => argument.Name, argument => argument.Value.GetString() ?? ""),
            Target = Text(item, "target"),
            Platform = Text(item, "platform") ?? "linux/amd64",
            Ignore = Text(item, "dockerignore") is { } lines ? IgnorePatterns.Parse(lines.Split('\n')) : null,
            BaseImages = (_, _) => Base,
        };

        CheckResult result = DockerfileChecker.Check(Dockerfile.Parse(source).Dockerfile, options);

        string actual = string.Join(' ', result.Warnings.Select(warning => $"{warning.RuleName}:{warning.Lines.Start}").Order(StringComparer.Ordinal));
        string expected = string.Join(' ', item.GetProperty("warnings").EnumerateArray()
            .Select(warning => $"{warning[0].GetString()}:{warning[1].GetInt32()}").Order(StringComparer.Ordinal));
        return actual == expected ? null : $"{Text(item, "id")}\n  expected {expected}\n  actual   {actual}\n{source.Text}";
    }

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();
}
