namespace Sharpbuild.TestSupport;

/// <summary>What a finished program left: exit code (128 + n when a signal ended it) and its two outputs.</summary>
public sealed record ProcessResult(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>The same result, or an exception that shows both outputs.</summary>
    public ProcessResult Succeeded() => ExitCode == 0
        ? this
        : throw new InvalidOperationException($"{Command} exited with {ExitCode}\n{Output}\n{Error}");

    /// <summary>Standard output without the blanks around it.</summary>
    public string Text => Output.Trim();
}
