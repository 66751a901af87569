namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild version</c>.</summary>
internal static class VersionCommand
{
    /// <summary>Prints one line.</summary>
    public static int Run()
    {
        Console.Out.WriteLine($"sharpbuild {ProgramVersion.Text}");
        return ExitCode.Done;
    }
}
