using System.Buffers;
using System.Collections.Immutable;

namespace Sharpbuild.Dockerfiles;

/// <summary>One operation of a symbolic mode, such as <c>go-w</c>.</summary>
/// <param name="Who">Bits of the classes it is about: 4 user, 2 group, 1 others.</param>
/// <param name="Operator"><c>+</c>, <c>-</c> or <c>=</c>.</param>
/// <param name="Permissions">Letters out of <c>rwxXst</c>, or one of <c>ugo</c> to copy from.</param>
internal readonly record struct FileModeChange(int Who, char Operator, string Permissions)
{
    private const int SetUserId = 0x800;
    private const int SetGroupId = 0x400;
    private const int Sticky = 0x200;
    private const int AnyExecute = 0x49;
    private const int Everybody = 7;

    private static readonly SearchValues<char> PermissionLetters = SearchValues.Create("rwxXst");

    public static bool TryParseAll(string text, out ImmutableArray<FileModeChange> changes)
    {
        ImmutableArray<FileModeChange>.Builder found = ImmutableArray.CreateBuilder<FileModeChange>();
        bool isValid = true;
        foreach (string clause in text.Split(','))
        {
            isValid = isValid && TryParseClause(clause, found);
        }

        changes = found.ToImmutable();
        return isValid;
    }

    /// <summary>Applies the operation to <paramref name="mode"/>.</summary>
    /// <param name="mode">The bits after the operations before this one.</param>
    /// <param name="original">The bits before all operations; they decide about <c>X</c>.</param>
    /// <param name="isDirectory">Whether it is a directory.</param>
    public int Apply(int mode, int original, bool isDirectory)
    {
        int bits = Bits(mode, isDirectory || (original & AnyExecute) != 0);
        return Operator switch
        {
            '+' => mode | bits,
            '-' => mode & ~bits,
            _ => (mode & ~Affected()) | bits,
        };
    }

    private static bool TryParseClause(ReadOnlySpan<char> clause, ImmutableArray<FileModeChange>.Builder found)
    {
        int whoLength = clause.IndexOfAnyExcept("ugoa");
        if (whoLength < 0)
        {
            return false;
        }

        int who = ReadWho(clause[..whoLength]);
        ReadOnlySpan<char> rest = clause[whoLength..];
        while (rest.Length > 0)
        {
            if (rest[0] is not ('+' or '-' or '='))
            {
                return false;
            }

            int next = rest[1..].IndexOfAny("+-=");
            ReadOnlySpan<char> permissions = next < 0 ? rest[1..] : rest[1..(next + 1)];
            if (permissions is not ("u" or "g" or "o") && permissions.ContainsAnyExcept(PermissionLetters))
            {
                return false;
            }

            found.Add(new FileModeChange(who, rest[0], permissions.ToString()));
            rest = rest[(permissions.Length + 1)..];
        }

        return true;
    }

    private static int ReadWho(ReadOnlySpan<char> letters)
    {
        int who = 0;
        foreach (char letter in letters)
        {
            who |= letter switch { 'u' => 4, 'g' => 2, 'o' => 1, _ => Everybody };
        }

        return who == 0 ? Everybody : who;
    }

    private int Bits(int mode, bool addsExecute)
    {
        int special = 0;
        int triple = Permissions is "u" or "g" or "o" ? (mode >> (Permissions[0] switch { 'u' => 6, 'g' => 3, _ => 0 })) & 7 : 0;
        foreach (char letter in Permissions)
        {
            triple |= letter switch { 'r' => 4, 'w' => 2, 'x' => 1, 'X' when addsExecute => 1, _ => 0 };
            special |= letter switch { 's' => SpecialIds(), 't' => Sticky, _ => 0 };
        }

        return special | Spread(triple);
    }

    private int SpecialIds() => ((Who & 4) != 0 ? SetUserId : 0) | ((Who & 2) != 0 ? SetGroupId : 0);

    private int Affected() => SpecialIds() | (Who == Everybody ? Sticky : 0) | Spread(7);

    private int Spread(int triple) =>
        ((Who & 4) != 0 ? triple << 6 : 0) | ((Who & 2) != 0 ? triple << 3 : 0) | ((Who & 1) != 0 ? triple : 0);
}
