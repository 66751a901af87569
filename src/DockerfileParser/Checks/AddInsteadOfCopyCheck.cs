namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>ADD of something that is neither remote nor an archive.</summary>
internal static class AddInsteadOfCopyCheck
{
    public static readonly CheckRule Rule = new(
        "AddInsteadOfCopy",
        "Plain files are copied with COPY",
        Find);

    private static readonly string[] ArchiveEndings =
        [".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz", ".tar.zst", ".tzst", ".gz", ".bz2", ".xz", ".zst"];

    private static void Find(CheckContext context)
    {
        foreach (EvaluatedInstruction evaluated in context.Evaluated)
        {
            if (evaluated.Instruction is CopyInstruction { IsAdd: true, Flags.Unpack: not true } add
                && evaluated.Words.All(IsPlain)
                && !add.Sources.Any(source => source.Contains('$', StringComparison.Ordinal)))
            {
                context.Report(add, "ADD unpacks and downloads; COPY does what is needed here");
            }
        }
    }

    private static bool IsPlain(string source) =>
        !RemoteSource.IsRemote(source)
        && !source.Contains('*', StringComparison.Ordinal)
        && !ArchiveEndings.Any(ending => source.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
