namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>CMD, ENTRYPOINT or HEALTHCHECK more than once in a stage.</summary>
internal static class MultipleInstructionsDisallowedCheck
{
    public static readonly CheckRule Rule = CheckRule.Shared(
        "MultipleInstructionsDisallowed",
        "multiple-instructions-disallowed",
        "A stage has one CMD, one ENTRYPOINT and one HEALTHCHECK",
        Find);

    private static void Find(CheckContext context)
    {
        foreach (EvaluatedStage stage in context.Evaluation.Stages)
        {
            Dictionary<string, Instruction> last = [];
            foreach (Instruction instruction in stage.Stage.Instructions)
            {
                if (instruction is not (CmdInstruction or EntrypointInstruction or HealthcheckInstruction))
                {
                    continue;
                }

                if (last.TryGetValue(instruction.Keyword, out Instruction? earlier))
                {
                    context.Report(earlier, $"a later {instruction.Keyword} of the same stage replaces this one");
                }

                last[instruction.Keyword] = instruction;
            }
        }
    }
}
