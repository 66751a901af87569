namespace Sharpbuild.Cli.Arguments;

/// <summary>A command line that can't be understood; ends with exit code 2.</summary>
internal sealed class UsageException(string message, string? help = null) : Exception(message)
{
    /// <summary>What to write instead.</summary>
    public string? Help { get; } = help;
}
