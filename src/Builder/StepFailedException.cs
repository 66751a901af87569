namespace Sharpbuild.Builder;

/// <summary>A command of a RUN instruction that ended with an exit code other than 0.</summary>
/// <param name="message">The command and its exit code.</param>
/// <param name="exitCode">The exit code; 128 + n for signal n.</param>
/// <param name="lastOutput">The last lines that the command wrote.</param>
/// <param name="help">What to do about it, if that is known.</param>
public sealed class StepFailedException(string message, int exitCode, IReadOnlyList<string> lastOutput, string? help = null) : BuildException(message, help ?? HelpFor(exitCode))
{
    /// <summary>The exit code; 128 + n for signal n.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>The last lines that the command wrote.</summary>
    public IReadOnlyList<string> LastOutput { get; } = lastOutput;

    private static string? HelpFor(int exitCode) => exitCode switch
    {
        126 => "a program was found and could not be executed: look at its mode and at the program its first line names",
        127 => "a program was not found; of a script it may be the one its first line names, also when that line ends in CR LF",
        _ => null,
    };
}
