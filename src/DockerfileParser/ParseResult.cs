using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>What came of reading a Dockerfile.</summary>
/// <param name="Dockerfile">As much as could be read.</param>
/// <param name="Diagnostics">Every mistake and warning, in the order of the text.</param>
public sealed record ParseResult(Dockerfile Dockerfile, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>Whether the file must not be built.</summary>
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);
}
