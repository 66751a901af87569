namespace Sharpbuild.Dockerfiles;

/// <summary>All instructions; the one place that knows every keyword.</summary>
internal static class InstructionTable
{
    private static readonly InstructionEntry[] Entries =
    [
        FromInstruction.Entry,
        RunInstruction.Entry,
        CopyInstruction.CopyEntry,
        CopyInstruction.AddEntry,
        EnvInstruction.Entry,
        ArgInstruction.Entry,
        LabelInstruction.Entry,
        WorkdirInstruction.Entry,
        UserInstruction.Entry,
        CmdInstruction.Entry,
        EntrypointInstruction.Entry,
        ShellInstruction.Entry,
        ExposeInstruction.Entry,
        VolumeInstruction.Entry,
        StopSignalInstruction.Entry,
        HealthcheckInstruction.Entry,
        OnbuildInstruction.Entry,
        MaintainerInstruction.Entry,
    ];

    /// <summary>The keywords in upper case.</summary>
    public static IEnumerable<string> Keywords => Entries.Select(entry => entry.Keyword);

    public static InstructionEntry? Find(string keyword) =>
        Array.Find(Entries, entry => entry.Keyword.Equals(keyword, StringComparison.OrdinalIgnoreCase));
}
