namespace Sharpbuild.Cli.Arguments;

/// <summary>One option of a command.</summary>
/// <param name="Name">The long name without dashes.</param>
/// <param name="Short">The short name, or null.</param>
/// <param name="Value">What the value is called in the help; null for a switch, which also takes <c>=true</c> and <c>=false</c>.</param>
/// <param name="Help">One line.</param>
/// <param name="Apply">Takes the value; a switch gets <c>true</c> or <c>false</c>.</param>
internal sealed record CommandOption<T>(string Name, char? Short, string? Value, string Help, Action<T, string> Apply)
{
    /// <summary>Whether the option takes a value only behind <c>=</c>, and <c>true</c> stands for none.</summary>
    public bool ValueIsOptional { get; init; }

    /// <summary>Other spellings of the long name.</summary>
    public string[] Aliases { get; init; } = [];
}
