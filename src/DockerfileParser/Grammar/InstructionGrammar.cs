using Sprache;

namespace Sharpbuild.Dockerfiles;

/// <summary>Keyword and flags, which all instructions have in common.</summary>
internal static class InstructionGrammar
{
    public static readonly Parser<InstructionHead> Head =
        from keyword in Tokens.Keyword
        from blanks in Tokens.BlankRun.Optional()
        from flags in Flags.Leading
        select new InstructionHead(keyword, [.. flags]);
}
