using Sharpbuild.Builder.History;
using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Insight.Explaining;

/// <summary>Finds where a Dockerfile of a record declares an ARG.</summary>
internal static class DeclaredArguments
{
    /// <summary>The line, from 1, of an ARG in the stage of a step; null where the stage declares none.</summary>
    public static int? LineOf(BuildRecord build, RecordedStep step, string name)
    {
        foreach (Stage stage in Dockerfile.Parse(new SourceText(build.FileName, build.Dockerfile)).Dockerfile.Stages)
        {
            if (stage.Index != step.Stage)
            {
                continue;
            }

            foreach (Instruction instruction in stage.Instructions)
            {
                if (instruction is ArgInstruction argument && argument.Declarations.Any(declaration => declaration.Name == name))
                {
                    return argument.Lines.Start;
                }
            }
        }

        return null;
    }
}
