using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Sharpbuild.Dockerfiles;

/// <summary>Values of flags such as <c>--mount</c>: one record of RFC 4180.</summary>
public static class CommaSeparated
{
    /// <summary>Splits a record into fields; a field in double quotes may hold commas.</summary>
    /// <param name="text">The record.</param>
    /// <param name="fields">The fields without their quotes; none for an empty text.</param>
    /// <param name="error">What is wrong, when false is returned.</param>
    public static bool TrySplit(string text, out ImmutableArray<string> fields, [NotNullWhen(false)] out string? error)
    {
        ImmutableArray<string>.Builder found = ImmutableArray.CreateBuilder<string>();
        error = null;
        int position = 0;
        while (position < text.Length && error is null)
        {
            found.Add(text[position] == '"' ? ReadQuoted(text, ref position, ref error) : ReadPlain(text, ref position, ref error));
            if (position == text.Length - 1 && text[position] == ',')
            {
                found.Add("");
            }

            position++;
        }

        fields = found.ToImmutable();
        return error is null;
    }

    private static string ReadPlain(string text, ref int position, ref string? error)
    {
        int comma = text.IndexOf(',', position);
        int end = comma < 0 ? text.Length : comma;
        string field = text[position..end];
        position = end;
        if (field.Contains('"', StringComparison.Ordinal))
        {
            error = $"a quote stands inside the field \"{field.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        }

        return field;
    }

    private static string ReadQuoted(string text, ref int position, ref string? error)
    {
        StringBuilder field = new();
        position++;
        while (position < text.Length)
        {
            char current = text[position++];
            if (current != '"')
            {
                field.Append(current);
            }
            else if (position < text.Length && text[position] == '"')
            {
                field.Append(text[position++]);
            }
            else
            {
                error = position < text.Length && text[position] != ',' ? "something follows a closing quote" : error;
                return field.ToString();
            }
        }

        error = "a quote is not closed";
        return field.ToString();
    }
}
