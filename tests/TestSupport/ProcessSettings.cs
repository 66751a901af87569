namespace Sharpbuild.TestSupport;

/// <summary>Where and how a program runs; a null value removes a variable of the environment.</summary>
public sealed record ProcessSettings
{
    public string? WorkingDirectory { get; init; }

    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Bytes for standard input, which is empty otherwise.</summary>
    public byte[]? Input { get; init; }
}
