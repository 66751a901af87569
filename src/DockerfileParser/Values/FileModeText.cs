using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Sharpbuild.Dockerfiles;

/// <summary>The value of <c>--chmod</c>: octal, or symbolic such as <c>u=rwX,go-w</c>.</summary>
/// <remarks>chmod(1), with a umask of 0.</remarks>
public sealed class FileModeText
{
    private const int AllBits = 0xFFF;

    private readonly ImmutableArray<FileModeChange> _changes;

    private FileModeText(int? octalValue, ImmutableArray<FileModeChange> changes)
    {
        OctalValue = octalValue;
        _changes = changes;
    }

    /// <summary>The octal value, or null for the symbolic form.</summary>
    public int? OctalValue { get; }

    /// <summary>Reads a mode.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out FileModeText? mode)
    {
        mode = null;
        if (text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '7'))
        {
            int value = 0;
            foreach (char digit in text)
            {
                value = Math.Min((value << 3) | (digit - '0'), AllBits + 1);
            }

            mode = value <= AllBits ? new FileModeText(value, []) : null;
        }
        else if (FileModeChange.TryParseAll(text, out ImmutableArray<FileModeChange> changes))
        {
            mode = new FileModeText(null, changes);
        }

        return mode is not null;
    }

    /// <summary>The mode that a file gets.</summary>
    /// <param name="mode">The permission bits before, 0 to 07777 (octal).</param>
    /// <param name="isDirectory">Whether it is a directory, for <c>X</c>.</param>
    public int Apply(int mode, bool isDirectory)
    {
        int result = OctalValue ?? mode;
        foreach (FileModeChange change in _changes)
        {
            result = change.Apply(result, mode, isDirectory);
        }

        return result;
    }
}
