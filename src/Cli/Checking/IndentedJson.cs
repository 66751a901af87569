using System.Text;

using Sharpbuild.Oci.Json;

namespace Sharpbuild.Cli.Checking;

/// <summary>Spreads a compact document over lines, two blanks for each level, as buildx prints it.</summary>
internal static class IndentedJson
{
    /// <summary>The text of a finished document.</summary>
    public static string Format(CanonicalJsonWriter json)
    {
        StringBuilder text = new();
        string compact = Encoding.UTF8.GetString(json.ToArray());
        int depth = 0;
        bool quoted = false;
        for (int index = 0; index < compact.Length; index++)
        {
            char character = compact[index];
            quoted ^= character == '"' && !IsEscaped(compact, index);
            if (quoted || character is not ('{' or '[' or '}' or ']' or ',' or ':'))
            {
                text.Append(character);
            }
            else if (character is '{' or '[' && compact[index + 1] is '}' or ']')
            {
                text.Append(character).Append(compact[++index]);
            }
            else
            {
                depth += character is '{' or '[' ? 1 : character is '}' or ']' ? -1 : 0;
                Break(text, character, depth);
            }
        }

        return text.ToString();
    }

    private static void Break(StringBuilder text, char character, int depth)
    {
        if (character == ':')
        {
            text.Append(": ");
        }
        else if (character is '}' or ']')
        {
            text.Append('\n').Append(' ', depth * 2).Append(character);
        }
        else
        {
            text.Append(character).Append('\n').Append(' ', depth * 2);
        }
    }

    private static bool IsEscaped(string text, int index)
    {
        int backslashes = 0;
        while (index - backslashes > 0 && text[index - backslashes - 1] == '\\')
        {
            backslashes++;
        }

        return backslashes % 2 == 1;
    }
}
