using Sprache;

namespace Sharpbuild.Dockerfiles;

/// <summary>A position in a logical line as Sprache wants it, with access to the rest of the line as a span.</summary>
/// <param name="source">The logical line.</param>
/// <param name="position">Offset of the current character.</param>
/// <param name="end">Offset just after the last character that belongs to the input.</param>
/// <param name="escape">The file's escape character.</param>
internal sealed class CharCursor(string source, int position, int end, char escape) : IInput
{
    private Dictionary<object, object>? _memos;

    public string Source => source;

    public char Current => source[position];

    public bool AtEnd => position >= end;

    public int Position => position;

    public int Line => 1;

    public int Column => position + 1;

    public char Escape => escape;

    public IDictionary<object, object> Memos => _memos ??= [];

    public ReadOnlySpan<char> Rest => source.AsSpan(position, end - position);

    public CharCursor Skip(int count) => new(source, position + count, end, escape);

    /// <summary>The same position with nothing after the next <paramref name="count"/> characters.</summary>
    public CharCursor Take(int count) => new(source, position, position + count, escape);

    public IInput Advance() => AtEnd ? throw new InvalidOperationException("the input has no more characters") : Skip(1);

    public bool Equals(IInput? other) => other is CharCursor cursor && cursor.Source == source && cursor.Position == position;

    public override bool Equals(object? obj) => Equals(obj as IInput);

    public override int GetHashCode() => position;
}
