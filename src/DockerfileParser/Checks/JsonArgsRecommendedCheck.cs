namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>CMD or ENTRYPOINT in shell form.</summary>
internal static class JsonArgsRecommendedCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "JSONArgsRecommended",
        "json-args-recommended",
        "CMD and ENTRYPOINT are JSON arrays, so that signals reach the program",
        Find);

    private static void Find(CheckContext context)
    {
        foreach (EvaluatedInstruction evaluated in context.Evaluated)
        {
            Instruction instruction = evaluated.Instruction;
            bool isShellForm = instruction is CmdInstruction { Command.IsExec: false } or EntrypointInstruction { Command.IsExec: false };
            if (isShellForm && !evaluated.HasShell)
            {
                context.Report(
                    instruction, $"the shell form of {instruction.Keyword} keeps signals from the program; write a JSON array");
            }
        }
    }
}
