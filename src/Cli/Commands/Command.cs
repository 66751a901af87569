namespace Sharpbuild.Cli.Commands;

/// <summary>One command of the program.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Usage">Its arguments, as the help shows them.</param>
/// <param name="Summary">One line.</param>
/// <param name="Run">Runs it with the words after its name; gives the exit code.</param>
internal sealed record Command(string Name, string Usage, string Summary, Func<string[], int> Run)
{
    /// <summary>Whether the help leaves it out.</summary>
    public bool IsHidden { get; init; }
}
