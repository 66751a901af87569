using Sharpbuild.Builder.Contexts;

namespace Sharpbuild.Builder.Copying;

/// <summary>One source of COPY or ADD.</summary>
/// <param name="Tree">Where it is looked for.</param>
/// <param name="Text">The word as written, variables expanded.</param>
public sealed record CopySource(ISourceTree Tree, string Text)
{
    /// <summary>The name of the file in a destination directory, where it is not the source's own: that of a heredoc or of a download.</summary>
    /// <remarks>A source with a name is one file; no character of its text is special.</remarks>
    public string? FileName { get; init; }

    /// <summary>Whether it came over the network: it is unpacked only when asked for.</summary>
    public bool IsRemote { get; init; }
}
