using Sharpbuild.Dockerfiles.Ignore;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>Recognises a COPY or ADD of the whole context.</summary>
internal static class ContextCopy
{
    public static bool IsWhole(EvaluatedInstruction evaluated) =>
        evaluated.Instruction is CopyInstruction { Flags.From: null }
        && evaluated.Words.Any(source => source.Length > 0 && CleanPath.Of("/" + source) is "/" or "/*");
}
