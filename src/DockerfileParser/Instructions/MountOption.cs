using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>A <c>--mount</c> flag of RUN with its keys checked and its values unexpanded.</summary>
/// <param name="Span">The flag.</param>
/// <param name="Raw">The text after <c>--mount=</c>.</param>
/// <param name="Kind">The type, <see cref="MountKind.Bind"/> when not said or a variable.</param>
/// <param name="Options">Keys in lower case with their values, in order; a key without <c>=</c> has the value <c>""</c>.</param>
public sealed record MountOption(SourceSpan Span, string Raw, MountKind Kind, ImmutableArray<KeyValuePair<string, string>> Options);
