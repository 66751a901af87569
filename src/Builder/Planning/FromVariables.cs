using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Expansion;

namespace Sharpbuild.Builder.Planning;

/// <summary>Says what to do about a variable of FROM that has no value.</summary>
internal static class FromVariables
{
    /// <summary>Names the ARG of a stage that would have to stand above the first FROM, else how to give a value.</summary>
    /// <param name="word">The word of FROM as written.</param>
    /// <param name="stage">The stage's number.</param>
    /// <param name="dockerfile">The file.</param>
    public static string Help(string word, int stage, Dockerfile dockerfile)
    {
        foreach (string name in VariableExpander.Expand(word, _ => null, dockerfile.EscapeCharacter).Unmatched)
        {
            bool isOfStage = dockerfile.Stages.Take(stage)
                .Any(above => above.Instructions.OfType<ArgInstruction>().Any(arg => arg.Declarations.Any(declaration => declaration.Name == name)));
            if (isOfStage)
            {
                return $"FROM sees only what stands above the first FROM: move \"ARG {name}\" there";
            }
        }

        return "give the ARG a default or pass --build-arg";
    }
}
