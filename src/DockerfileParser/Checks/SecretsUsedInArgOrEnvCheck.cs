namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>A secret in ARG or ENV, where everybody can read it.</summary>
internal static class SecretsUsedInArgOrEnvCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "SecretsUsedInArgOrEnv",
        "secrets-used-in-arg-or-env",
        "Secrets are not put into ARG or ENV",
        Find);

    private static readonly string[] SecretWords =
        ["apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"];

    private static readonly string[] HarmlessWords = ["public", "file", "version"];

    private static void Find(CheckContext context)
    {
        foreach (EvaluatedInstruction evaluated in context.Evaluated)
        {
            if (evaluated.Instruction is not (ArgInstruction or EnvInstruction))
            {
                continue;
            }

            foreach (string name in evaluated.Words.Where(IsSecret))
            {
                context.Report(
                    evaluated.Instruction,
                    $"\"{name}\" looks like a secret: {evaluated.Instruction.Keyword} keeps it in the image; use RUN --mount=type=secret");
            }
        }
    }

    private static bool IsSecret(string name)
    {
        string[] words = name.ToLowerInvariant().Split('_');
        return words.Any(SecretWords.Contains) && !words.Any(HarmlessWords.Contains);
    }
}
