namespace Sharpbuild.Cli.Commands;

/// <summary>One command of the program.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Usage">Its arguments, as the help shows them.</param>
/// <param name="Summary">One line.</param>
/// <param name="Run">Runs it with the words after its name; gives the exit code.</param>
internal sealed record Command(string Name, string Usage, string Summary, Func<string[], int> Run)
{
    /// <summary>Whether it works on files of many owners, so that a caller without privileges needs a user namespace for it.</summary>
    public bool NeedsOwners { get; init; }

    /// <summary>Whether it can do nothing without name spaces, also as root.</summary>
    public bool NeedsNamespaces { get; init; }

    /// <summary>Its exit code where this program itself can do nothing.</summary>
    public int FailureCode { get; init; } = ExitCode.Failed;

    /// <summary>Whether it looks for <c>--help</c> among its words itself.</summary>
    public bool TakesHelp { get; init; }

    /// <summary>Whether the help leaves it out.</summary>
    public bool IsHidden { get; init; }
}
