using Sprache;

namespace Sharpbuild.Dockerfiles;

/// <summary>One row of <see cref="InstructionTable"/>.</summary>
/// <param name="Keyword">The keyword in upper case.</param>
/// <param name="Arguments">The grammar of what follows the flags; not asked when nothing follows.</param>
/// <param name="Bind">Gives the divided instruction its meaning; null after reporting why it has none.</param>
internal sealed record InstructionEntry(string Keyword, Parser<ArgumentList> Arguments, Func<Binding, Instruction?> Bind)
{
    /// <summary>Whether heredocs may follow the line.</summary>
    public bool TakesHeredocs { get; init; }

    /// <summary>Whether the arguments are another instruction.</summary>
    public bool HasChild { get; init; }
}
