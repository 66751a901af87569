using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd;

/// <summary>The steps of a build as its plain progress tells them: <c>#N [stage i/n] INSTRUCTION</c>, <c>#N CACHED</c>, <c>#N MISS: …</c>.</summary>
public sealed class ProgressLog
{
    private readonly List<(string Number, string Text)> _lines;

    private ProgressLog(List<(string Number, string Text)> lines) => _lines = lines;

    /// <summary>Reads what a build wrote to standard error.</summary>
    public static ProgressLog Of(ProcessResult build) => new(
    [
        .. build.Error.Split('\n').Where(line => line.StartsWith('#') && line.Contains(' ', StringComparison.Ordinal))
            .Select(line => (line[..line.IndexOf(' ', StringComparison.Ordinal)], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..])),
    ]);

    /// <summary>Instructions in the order in which they appear, each with its events.</summary>
    public IEnumerable<string> Misses => _lines.Where(l => l.Text.StartsWith("MISS: ", StringComparison.Ordinal)).Select(l => l.Text["MISS: ".Length..]);

    /// <summary>Number of steps taken from the cache.</summary>
    public int CachedCount => _lines.Count(l => l.Text == "CACHED");

    /// <summary>Whether the step whose instruction contains <paramref name="part"/> came from the cache.</summary>
    public bool IsCached(string part) => Events(part).Contains("CACHED");

    /// <summary>Why the step whose instruction contains <paramref name="part"/> was run, or an empty string.</summary>
    public string Miss(string part) =>
        Events(part).FirstOrDefault(text => text.StartsWith("MISS: ", StringComparison.Ordinal))?["MISS: ".Length..] ?? "";

    private List<string> Events(string part)
    {
        (string Number, string Text) step = _lines.Find(l => l.Text.StartsWith('[') && l.Text.Contains(part, StringComparison.Ordinal));
        return step.Number is null
            ? throw new InvalidDataException($"no step \"{part}\" in\n{string.Join('\n', _lines)}")
            : [.. _lines.Where(l => l.Number == step.Number).Select(l => l.Text)];
    }
}
