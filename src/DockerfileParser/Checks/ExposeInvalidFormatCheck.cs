namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>An address or a host port in EXPOSE.</summary>
internal static class ExposeInvalidFormatCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "ExposeInvalidFormat",
        "expose-invalid-format",
        "EXPOSE names ports of the container only",
        Find);

    private static void Find(CheckContext context)
    {
        foreach (EvaluatedInstruction evaluated in context.Evaluated.Where(evaluated => evaluated.Instruction is ExposeInstruction))
        {
            foreach (string port in evaluated.Words.Where(port => port.Contains(':', StringComparison.Ordinal)))
            {
                context.Report(evaluated.Instruction, $"\"{port}\" has an address or a host port, which EXPOSE does not use");
            }
        }
    }
}
