namespace Sharpbuild.Dockerfiles.Checks;

/// <summary><c>apt-get update</c> in a RUN of its own.</summary>
internal static class UpdateApartFromInstallCheck
{
    public static readonly CheckRule Rule = new(
        "UpdateApartFromInstall",
        "Package lists are updated in the RUN that installs from them",
        Find);

    /// <summary>Commands that read the package lists.</summary>
    internal static readonly string[] Installers =
        ["apt-get install", "apt install", "apt-get upgrade", "apt upgrade", "apt-get dist-upgrade", "apt-get build-dep"];

    private static void Find(CheckContext context)
    {
        foreach (EvaluatedStage stage in context.Evaluation.Stages)
        {
            RunInstruction[] runs = [.. stage.Instructions.Select(evaluated => evaluated.Instruction).OfType<RunInstruction>()];
            for (int index = 0; index < runs.Length; index++)
            {
                bool isAlone = Updates(runs[index]) && !Installs(runs[index]);
                if (isAlone && (ShellText.Commands(runs[index]).Count() == 1 || runs[(index + 1)..].Any(run => Installs(run) && !Updates(run))))
                {
                    context.Report(runs[index], "the lists are cached here and grow old; update and install in one RUN");
                }
            }
        }
    }

    private static bool Updates(RunInstruction run) => ShellText.FindCommand(run, ["apt-get update", "apt update"]) is not null;

    private static bool Installs(RunInstruction run) => ShellText.FindCommand(run, Installers) is not null;
}
