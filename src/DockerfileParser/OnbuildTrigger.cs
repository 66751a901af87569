using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>An instruction that a base image's ONBUILD brings along.</summary>
/// <param name="Source">The trigger's text as a source of its own.</param>
/// <param name="Instruction">The instruction, or null when it cannot be read.</param>
/// <param name="Diagnostics">What is wrong with it.</param>
public sealed record OnbuildTrigger(SourceText Source, Instruction? Instruction, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>Reads one entry of an image's <c>config.OnBuild</c>.</summary>
    public static OnbuildTrigger Parse(string triggerText) => throw new NotImplementedException();
}
