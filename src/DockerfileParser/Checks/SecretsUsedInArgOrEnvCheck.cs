namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>A secret in ARG or ENV, where everybody can read it.</summary>
internal static class SecretsUsedInArgOrEnvCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "SecretsUsedInArgOrEnv",
        "secrets-used-in-arg-or-env",
        "Secrets are not put into ARG or ENV",
        Find);

    private static void Find(CheckContext context)
    {
        foreach (EvaluatedInstruction evaluated in context.Evaluated)
        {
            if (evaluated.Instruction is not (ArgInstruction or EnvInstruction))
            {
                continue;
            }

            foreach (string name in evaluated.Words.Where(SecretNames.IsSecret))
            {
                context.Report(
                    evaluated.Instruction,
                    $"\"{name}\" looks like a secret: {evaluated.Instruction.Keyword} keeps it in the image; use RUN --mount=type=secret");
            }
        }
    }
}
