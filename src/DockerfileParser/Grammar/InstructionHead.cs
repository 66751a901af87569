using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>The beginning of an instruction.</summary>
internal sealed record InstructionHead(Word Keyword, ImmutableArray<Word> Flags);
