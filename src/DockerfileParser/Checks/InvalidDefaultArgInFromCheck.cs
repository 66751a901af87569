using Sharpbuild.Dockerfiles.Expansion;

namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>A FROM that names no valid image unless build arguments are given.</summary>
internal static class InvalidDefaultArgInFromCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "InvalidDefaultArgInFrom",
        "invalid-default-arg-in-from",
        "Default values of arguments give a valid base image",
        Find);

    private static void Find(CheckContext context)
    {
        if (context.Evaluation.Defaults is not { } defaults)
        {
            return;
        }

        foreach (FromInstruction from in context.Dockerfile.Stages.Select(stage => stage.From))
        {
            ExpansionResult name = VariableExpander.Expand(
                from.BaseName, defaults.Variables.GetValueOrDefault, context.Dockerfile.EscapeCharacter);
            if (name.Error is not null)
            {
                return;
            }

            if (!ImageName.IsValid(name.Value))
            {
                context.Report(from, $"without build arguments \"{from.BaseName}\" is \"{name.Value}\", which names no image");
            }
        }
    }
}
