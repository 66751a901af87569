namespace Sharpbuild.Cli.Arguments;

/// <summary>A command line that can't be understood; ends with exit code 2.</summary>
internal sealed class UsageException(string message, string? help = null) : Exception(message)
{
    /// <summary>The error of a field such as <c>type=</c> with a value that is not one of those it takes.</summary>
    /// <param name="option">The option with its value.</param>
    /// <param name="field">The field.</param>
    /// <param name="value">Its value.</param>
    /// <param name="known">What it takes, separated by commas.</param>
    public static UsageException UnknownValue(string option, string field, string value, string known) =>
        new($"{option}: {field} \"{value}\" is not known", $"write one of {known}");

    /// <summary>What to write instead.</summary>
    public string? Help { get; } = help;
}
