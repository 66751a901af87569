using Sprache;

namespace Sharpbuild.Dockerfiles;

/// <summary>Keyword and flags, which all instructions have in common.</summary>
internal static class InstructionGrammar
{
    public static readonly Parser<InstructionHead> Head =
        from keyword in Tokens.Keyword
        from flags in Flags.Leading
        select new InstructionHead(keyword, [.. flags]);
}
