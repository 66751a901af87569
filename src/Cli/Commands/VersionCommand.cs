namespace Sharpbuild.Cli.Commands;

/// <summary><c>sharpbuild version</c>.</summary>
internal static class VersionCommand
{
    /// <summary>The version of this program.</summary>
    public static string Version => typeof(VersionCommand).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>Prints one line.</summary>
    public static int Run()
    {
        Console.Out.WriteLine($"sharpbuild {Version}");
        return ExitCode.Done;
    }
}
