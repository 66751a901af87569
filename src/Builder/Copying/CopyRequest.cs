using System.Collections.Immutable;

namespace Sharpbuild.Builder.Copying;

/// <summary>What a COPY or ADD asks for.</summary>
/// <param name="Sources">The sources, in order; heredocs and downloads are sources too.</param>
/// <param name="Destination">The destination as written, variables expanded.</param>
/// <param name="WorkingDirectory">The working directory of the stage.</param>
/// <param name="Options">The flags.</param>
public sealed record CopyRequest(ImmutableArray<CopySource> Sources, string Destination, string WorkingDirectory, CopyOptions Options);
