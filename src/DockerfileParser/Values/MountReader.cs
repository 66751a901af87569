using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Sharpbuild.Dockerfiles;

/// <summary>Reads a <c>--mount</c> flag of RUN: keys are checked at once, values once they are expanded.</summary>
internal static class MountReader
{
    private static readonly string[] Keys =
    [
        "type", "from", "source", "src", "target", "dst", "destination", "readonly", "ro", "readwrite", "rw",
        "id", "sharing", "required", "size", "mode", "uid", "gid", "env",
    ];

    /// <summary>Options of buildah that mean nothing here.</summary>
    private static readonly string[] ForeignKeys =
        ["z", "u", "chown", "relabel", "bind-propagation", "tmpcopyup", "notmpcopyup", "suid", "dev", "exec"];

    /// <summary>The mount, or null after reporting why it cannot be read.</summary>
    public static MountOption? Read(SourceWord flag, DiagnosticList diagnostics)
    {
        if (!CommaSeparated.TrySplit(flag.Text, out ImmutableArray<string> fields, out string? malformed))
        {
            diagnostics.Error(DiagnosticCodes.MalformedMount, $"mount cannot be read: {malformed}", flag.Span);
            return null;
        }

        ImmutableArray<KeyValuePair<string, string>>.Builder options = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        bool isValid = true;
        foreach (string field in fields)
        {
            isValid &= TryAdd(field, flag.Span, options, diagnostics);
        }

        if (!isValid)
        {
            return null;
        }

        MountOption option = new(flag.Span, flag.Text, MountKind.Bind, options.ToImmutable());
        return Check(option, diagnostics);
    }

    internal static string? DidYouMean(string key) => Suggestions.DidYouMean(key, Keys);

    private static MountOption? Check(MountOption option, DiagnosticList diagnostics)
    {
        bool isConstant = option.Options.All(pair => pair.Value.AsSpan().IndexOfAny("$'\"\\`") < 0);
        if (isConstant && !RunMount.TryParse(option.Options, out _, out string? error))
        {
            diagnostics.Error(DiagnosticCodes.InvalidMount, error, option.Span);
            return option;
        }

        string type = option.Options.LastOrDefault(pair => pair.Key == "type").Value ?? "bind";
        return RunMount.TryParseKind(type, out MountKind kind) ? option with { Kind = kind } : option;
    }

    private static bool TryAdd(
        string field, SourceSpan span, ImmutableArray<KeyValuePair<string, string>>.Builder options, DiagnosticList diagnostics)
    {
        int equals = field.IndexOf('=', StringComparison.Ordinal);
        string key = (equals < 0 ? field : field[..equals]).ToLowerInvariant();
        if (ForeignKeys.Contains(key))
        {
            diagnostics.Warning(DiagnosticCodes.IgnoredMountOption, $"mount option \"{field}\" has no effect", span);
            return true;
        }

        if (!IsKnown(key, equals >= 0, field, out string? problem, out string? help))
        {
            diagnostics.Error(DiagnosticCodes.InvalidMount, problem, span, help);
            return true;
        }

        string value = equals < 0 ? "true" : field[(equals + 1)..];
        int dollar = value.IndexOf('$', StringComparison.Ordinal);
        if (key == "from" && dollar >= 0 && dollar < value.Length - 1)
        {
            diagnostics.Error(
                DiagnosticCodes.MalformedMount,
                "mount option \"from\" does not expand variables",
                span,
                "name a stage: FROM IMAGE:$VERSION AS NAME, then from=NAME");
            return false;
        }

        options.Add(new KeyValuePair<string, string>(key, value));
        return true;
    }

    private static bool IsKnown(string key, bool hasValue, string field, [NotNullWhen(false)] out string? problem, out string? help)
    {
        (problem, help) = (null, null);
        if (!Keys.Contains(key))
        {
            problem = $"unknown mount option \"{field}\"";
            help = DidYouMean(key) ?? $"known options: {string.Join(", ", Keys)}";
        }
        else if (!hasValue && key is not ("ro" or "readonly" or "rw" or "readwrite" or "required"))
        {
            problem = $"mount option \"{key}\" needs a value";
            help = $"write {key}=VALUE";
        }

        return problem is null;
    }
}
