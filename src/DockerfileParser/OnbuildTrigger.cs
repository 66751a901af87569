using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>An instruction that a base image's ONBUILD brings along.</summary>
/// <param name="Source">The trigger's text as a source of its own.</param>
/// <param name="Instruction">The instruction, or null when it cannot be read.</param>
/// <param name="Diagnostics">What is wrong with it.</param>
public sealed record OnbuildTrigger(SourceText Source, Instruction? Instruction, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>Reads one entry of an image's <c>config.OnBuild</c>.</summary>
    public static OnbuildTrigger Parse(string triggerText)
    {
        DockerfileSyntax syntax = DockerfileSyntax.Parse(new SourceText("ONBUILD", triggerText));
        DiagnosticList diagnostics = new();
        Instruction? instruction = null;
        if (syntax.Instructions is [{ Name: "FROM" or "ONBUILD" or "MAINTAINER" } forbidden, ..])
        {
            diagnostics.Error(DiagnosticCodes.ForbiddenTrigger, $"ONBUILD cannot trigger {forbidden.Name}", forbidden.Keyword.Span);
        }
        else if (syntax.Instructions is [var only])
        {
            instruction = Binding.Bind(only, syntax.EscapeCharacter, diagnostics);
        }
        else if (syntax.Instructions is [_, var second, ..])
        {
            diagnostics.Error(DiagnosticCodes.TooManyArguments, "a trigger is one instruction", second.Span);
        }

        return new OnbuildTrigger(syntax.Source, instruction, [.. syntax.Diagnostics, .. diagnostics.ToImmutable()]);
    }
}
