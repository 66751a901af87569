namespace Sharpbuild.Dockerfiles;

/// <summary>Durations in Go's notation: <c>1h30m</c>, <c>1.5s</c>, <c>300ms</c>.</summary>
public static class GoDuration
{
    /// <summary>Reads a duration.</summary>
    public static bool TryParse(string text, out TimeSpan duration) => throw new NotImplementedException();
}
