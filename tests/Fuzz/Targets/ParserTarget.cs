using System.Text;
using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Fuzz.Targets;

/// <summary>A Dockerfile through lexer, grammar and binding; every message is rendered.</summary>
internal static class ParserTarget
{
    public static FuzzTarget Create() => new("parser", DockerfileSeeds.Files, DockerfileSeeds.Tokens, Execute);

    private static void Execute(byte[] input)
    {
        SourceText source = new("Dockerfile", Encoding.UTF8.GetString(input));
        DockerfileSyntax syntax = DockerfileSyntax.Parse(source);
        int last = 0;
        foreach (InstructionSyntax instruction in syntax.Instructions)
        {
            Promise(instruction.Lines.Start > last && instruction.Lines.End >= instruction.Lines.Start, "instructions come in the order of their lines");
            last = instruction.Lines.End;
        }

        foreach (Diagnostic diagnostic in syntax.ToDockerfile().Diagnostics)
        {
            Promise(diagnostic.Span.Start >= 0 && diagnostic.Span.Length >= 0 && diagnostic.Span.End <= source.Text.Length, "a message lies in the text");
            _ = DiagnosticRenderer.Render(source, diagnostic);
        }
    }

    private static void Promise(bool isKept, string promise)
    {
        if (!isKept)
        {
            throw new InvalidOperationException("broken: " + promise);
        }
    }
}
