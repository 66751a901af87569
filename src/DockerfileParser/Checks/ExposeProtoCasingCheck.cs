namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>A protocol of EXPOSE in upper case.</summary>
internal static class ExposeProtoCasingCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "ExposeProtoCasing",
        "expose-proto-casing",
        "The protocol of EXPOSE is in lower case",
        Find);

    private static void Find(CheckContext context)
    {
        foreach (EvaluatedInstruction evaluated in context.Evaluated.Where(evaluated => evaluated.Instruction is ExposeInstruction))
        {
            foreach (string port in evaluated.Words.Where(port => PortWord.Split(port).Protocol.Any(char.IsUpper)))
            {
                context.Report(evaluated.Instruction, $"the protocol of \"{port}\" is not in lower case");
            }
        }
    }
}
