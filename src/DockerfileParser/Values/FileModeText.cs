using System.Diagnostics.CodeAnalysis;

namespace Sharpbuild.Dockerfiles;

/// <summary>The value of <c>--chmod</c>: octal, or symbolic such as <c>u=rwX,go-w</c>.</summary>
public sealed class FileModeText
{
    private FileModeText()
    {
    }

    /// <summary>The octal value, or null for the symbolic form.</summary>
    public int? OctalValue => throw new NotImplementedException();

    /// <summary>Reads a mode.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out FileModeText? mode) => throw new NotImplementedException();

    /// <summary>The mode that a file gets.</summary>
    /// <param name="mode">The permission bits before, 0 to 07777 (octal).</param>
    /// <param name="isDirectory">Whether it is a directory, for <c>X</c>.</param>
    public int Apply(int mode, bool isDirectory) => throw new NotImplementedException();
}
