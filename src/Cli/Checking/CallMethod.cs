using Sharpbuild.Cli.Arguments;

namespace Sharpbuild.Cli.Checking;

/// <summary>The value of <c>--call</c>: <c>METHOD[,format=FORMAT][,ignorestatus=BOOL]</c>.</summary>
/// <param name="Name">The method; <c>check</c> and <c>describe</c> also under the names that buildx sends.</param>
/// <param name="Format">What is printed; null where none is said.</param>
/// <param name="IgnoresStatus">Whether the exit code is 0 whatever is found.</param>
internal sealed record CallMethod(string Name, string? Format, bool IgnoresStatus)
{
    /// <summary>Reads the value.</summary>
    /// <exception cref="UsageException">It can't be read.</exception>
    public static CallMethod Parse(string text)
    {
        CallMethod method = new("", Format: null, IgnoresStatus: false);
        foreach ((string key, string value) in CommaFields.Read(text))
        {
            method = key switch
            {
                "format" => method with { Format = value },
                "ignorestatus" when bool.TryParse(value, out bool ignores) => method with { IgnoresStatus = ignores },
                _ when method.Name.Length == 0 && value.Length == 0 => method with { Name = key },
                _ => throw new UsageException($"--call: \"{text}\" can't be read", "write METHOD,format=FORMAT, for example check,format=json"),
            };
        }

        return method with { Name = method.Name switch { "lint" => "check", "subrequests.describe" => "describe", var name => name } };
    }

    /// <summary>The format, which must be one of <paramref name="known"/>; the first of them where none is said.</summary>
    /// <exception cref="UsageException">The method does not have the format.</exception>
    public string FormatOf(params string[] known) =>
        Format is null ? known[0]
        : known.Contains(Format) ? Format
        : throw new UsageException($"--call: {Name} has no format \"{Format}\"", $"write {string.Join(", ", known[..^1])} or {known[^1]}");
}
