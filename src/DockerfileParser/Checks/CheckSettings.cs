using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>The check directive: <c>skip=A,B;error=true;experimental=C</c>.</summary>
/// <param name="SkipsAll">Whether <c>skip=all</c> is set.</param>
/// <param name="Skipped">The rules to leave out.</param>
/// <param name="AllowsAllExperimental">Whether <c>experimental=all</c> is set.</param>
/// <param name="Experimental">The experimental rules to run.</param>
/// <param name="FailsBuild">Whether <c>error=true</c> is set.</param>
internal sealed record CheckSettings(
    bool SkipsAll, ImmutableArray<string> Skipped, bool AllowsAllExperimental, ImmutableArray<string> Experimental, bool FailsBuild)
{
    private const string BuildArgument = "BUILDKIT_DOCKERFILE_CHECK";
    private const string DirectiveName = "check";

    private static readonly CheckSettings Default = new(false, [], false, [], false);

    /// <summary>Reports a check directive that cannot be read.</summary>
    public static void Check(ImmutableArray<Directive> directives, DiagnosticList diagnostics)
    {
        foreach (Directive directive in directives.Where(directive => directive.Name == DirectiveName))
        {
            if (TryParse(directive.Value) is null)
            {
                diagnostics.Error(
                    DiagnosticCodes.InvalidCheckDirective,
                    $"check directive \"{directive.Value}\" cannot be read",
                    directive.Span,
                    "for example: # check=skip=RULE,RULE;error=true");
            }
        }
    }

    /// <summary>The settings of a file; a build argument replaces the directive.</summary>
    public static CheckSettings Of(Dockerfile dockerfile, CheckOptions options)
    {
        string? text = options.BuildArguments.GetValueOrDefault(BuildArgument)
            ?? dockerfile.Directives.FirstOrDefault(directive => directive.Name == DirectiveName)?.Value;
        return text is null ? Default : TryParse(text) ?? Default;
    }

    /// <summary>The settings for one instruction: a check comment directly above it adds to them.</summary>
    public CheckSettings With(ImmutableArray<string> comments) =>
        DirectiveAmong(comments) is { } text && TryParse(text) is { } local ? Merge(local) : this;

    /// <summary>The check directive among the comments above an instruction, or null.</summary>
    public static string? DirectiveAmong(ImmutableArray<string> comments)
    {
        foreach (string comment in comments)
        {
            if (DirectiveReader.TrySplit("#" + comment, out string name, out string value) && name == DirectiveName)
            {
                return value.Split(' ', 2)[0];
            }
        }

        return null;
    }

    public bool IsOn(CheckRule? rule)
    {
        if (rule is null)
        {
            return false;
        }

        return rule.IsExperimental
            ? AllowsAllExperimental || Experimental.Contains(rule.Name)
            : !SkipsAll && !Skipped.Contains(rule.Name);
    }

    private static CheckSettings? TryParse(string text)
    {
        CheckSettings settings = Default;
        foreach (string part in text.Split(';', 3))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string value = part[(equals + 1)..].Trim();
            CheckSettings? next = (equals < 0 ? "" : part[..equals].Trim()) switch
            {
                "skip" when value == "all" => settings with { SkipsAll = true },
                "skip" => settings with { Skipped = Names(value) },
                "experimental" when value == "all" => settings with { AllowsAllExperimental = true },
                "experimental" => settings with { Experimental = Names(value) },
                "error" when bool.TryParse(value, out bool fails) => settings with { FailsBuild = fails },
                "error" when value is "0" or "1" => settings with { FailsBuild = value == "1" },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            settings = next;
        }

        return settings;
    }

    private static ImmutableArray<string> Names(string list) => [.. list.Split(',').Select(name => name.Trim())];

    private CheckSettings Merge(CheckSettings local) => this with
    {
        SkipsAll = SkipsAll || local.SkipsAll,
        Skipped = [.. Skipped, .. local.Skipped],
        AllowsAllExperimental = AllowsAllExperimental || local.AllowsAllExperimental,
        Experimental = [.. Experimental, .. local.Experimental],
    };
}
