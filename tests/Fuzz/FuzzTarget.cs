namespace Sharpbuild.Fuzz;

/// <summary>A reader of bytes that nobody vouches for.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Seeds">Inputs to start from, valid and broken ones; at least one.</param>
/// <param name="Tokens">Byte strings that mean something in the format; the mutator writes them anywhere.</param>
/// <param name="Execute">
/// Reads an input. The exceptions that the reader documents are caught inside; whatever escapes, also a broken promise about the result, is a finding.
/// </param>
public sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Seeds, IReadOnlyList<byte[]> Tokens, Action<byte[]> Execute)
{
    /// <summary>Length of the longest input in bytes.</summary>
    public int LongestInput { get; init; } = 512;

    /// <summary>Whether an input that is repeated many times is still an input, so that the growth of time can be measured.</summary>
    public bool IsRepeatable { get; init; } = true;
}
