namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>Package lists that stay in a layer.</summary>
internal static class PackageListsLeftCheck
{
    public static readonly CheckRule Rule = new(
        "PackageListsLeft",
        "Lists and caches of package managers do not stay in a layer",
        Find);

    private static void Find(CheckContext context)
    {
        foreach (RunInstruction run in ImageStages.Of(context.Evaluation).SelectMany(stage => stage.Stage.Instructions).OfType<RunInstruction>())
        {
            if (Leftover(run) is { } leftover)
            {
                context.Report(run, leftover);
            }
        }
    }

    private static string? Leftover(RunInstruction run)
    {
        string text = ShellText.Of(run);
        bool isMounted = run.Mounts.Any(mount => mount.Kind is MountKind.Cache or MountKind.Tmpfs
            && mount.Options.Any(option => option.Value.StartsWith("/var/", StringComparison.Ordinal)));
        if (isMounted)
        {
            return null;
        }

        if (ShellText.FindCommand(run, ["apt-get update", "apt update"]) is not null
            && ShellText.FindCommand(run, UpdateApartFromInstallCheck.Installers) is not null
            && !text.Contains("/var/lib/apt", StringComparison.Ordinal))
        {
            return "the lists of apt stay in the layer; add rm -rf /var/lib/apt/lists/* or a cache mount on /var/lib/apt";
        }

        if (ShellText.FindCommand(run, ["apk add"]) is not null
            && !text.Contains("--no-cache", StringComparison.Ordinal)
            && !text.Contains("/var/cache/apk", StringComparison.Ordinal))
        {
            return "the index of apk stays in the layer; add --no-cache";
        }

        return ShellText.FindCommand(run, ["dnf install", "yum install", "microdnf install"]) is { } installer
            && !text.Contains("clean all", StringComparison.Ordinal)
            && !text.Contains("/var/cache/", StringComparison.Ordinal)
            ? $"the cache of {installer.Split(' ')[0]} stays in the layer; add {installer.Split(' ')[0]} clean all"
            : null;
    }
}
