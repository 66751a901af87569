using System.Collections.Immutable;

namespace Sharpbuild.Builder.Copying;

/// <summary>An archive whose members are known and whose content lies uncompressed in a file.</summary>
/// <param name="Name">How messages name it.</param>
/// <param name="Members">The members, in the archive's order.</param>
internal sealed record StagedArchive(string Name, ImmutableArray<StagedMember> Members);
