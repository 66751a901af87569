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
            bool isShellForm = evaluated.Instruction is CmdInstruction { Command.IsExec: false } or EntrypointInstruction { Command.IsExec: false };
            if (isShellForm && !evaluated.HasShell)
            {
                context.Report(evaluated.Instruction, $"the shell form of {evaluated.Instruction.Keyword} keeps signals from the program; write a JSON array");
            }
        }
    }
}
