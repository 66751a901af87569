using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>A command in JSON (exec) or in shell form.</summary>
/// <param name="IsExec">True for a JSON array: no shell, no expansion.</param>
/// <param name="Words">The array's elements; empty in shell form.</param>
/// <param name="Text">The text for the shell, verbatim; empty in exec form.</param>
public sealed record CommandForm(bool IsExec, ImmutableArray<string> Words, string Text)
{
    /// <summary>Makes the exec form.</summary>
    public static CommandForm Exec(ImmutableArray<string> words) => new(true, words, "");

    /// <summary>Makes the shell form.</summary>
    public static CommandForm Shell(string text) => new(false, [], text);

    /// <summary>Whether there is neither a word nor a text.</summary>
    public bool IsEmpty => IsExec ? Words.IsEmpty : Text.Length == 0;
}
