namespace Sharpbuild.Dockerfiles.Checks;

/// <summary><c>apt-get update</c> in a RUN of its own.</summary>
internal static class UpdateApartFromInstallCheck
{
    public static readonly CheckRule Rule = new(
        "UpdateApartFromInstall",
        "Package lists are updated in the RUN that installs from them",
        Find);

    private static readonly string[] Installers =
        ["apt-get install", "apt install", "apt-get upgrade", "apt upgrade", "apt-get dist-upgrade", "apt-get build-dep"];

    private static void Find(CheckContext context)
    {
        foreach (RunInstruction run in context.Evaluated.Select(evaluated => evaluated.Instruction).OfType<RunInstruction>())
        {
            bool updates = ShellText.FindCommand(run, ["apt-get update", "apt update"]) is not null;
            bool installs = ShellText.FindCommand(run, Installers) is not null;
            if (updates && !installs)
            {
                context.Report(run, "the lists are cached here and grow old; update and install in one RUN");
            }
        }
    }
}
