namespace Sharpbuild.Linux.Sandbox;

/// <summary>A command that could not be started, or a spec that asks for something no sandbox may have.</summary>
/// <param name="message">What is wrong, in the words of the usual container runtimes where there are some.</param>
/// <param name="exitCode">The exit code that shells give: 127 for a missing command, 126 for one that cannot be executed.</param>
public sealed class SandboxException(string message, int exitCode) : Exception(message)
{
    /// <summary>The exit code that stands for it.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Whether the program itself is missing or may not be executed, as against the place where it should run.</summary>
    public bool IsOfProgram { get; init; }
}
