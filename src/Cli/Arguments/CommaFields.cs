using System.Text;

namespace Sharpbuild.Cli.Arguments;

/// <summary>Values of the form <c>type=oci,dest=out.tar</c>: comma-separated, fields may be quoted as in CSV.</summary>
internal static class CommaFields
{
    /// <summary>The fields in order; a field without <c>=</c> has an empty value.</summary>
    public static List<KeyValuePair<string, string>> Read(string text)
    {
        List<KeyValuePair<string, string>> fields = [];
        foreach (string field in Split(text))
        {
            int equals = field.IndexOf('=', StringComparison.Ordinal);
            fields.Add(equals < 0
                ? new(field.Trim(), "")
                : new(field[..equals].Trim(), field[(equals + 1)..]));
        }

        return fields;
    }

    /// <summary>Whether a field that switches something says yes; its name alone does.</summary>
    public static bool IsSet(string? value) => value is "" or "true" or "1";

    private static IEnumerable<string> Split(string text)
    {
        StringBuilder field = new();
        bool quoted = false;
        foreach (char character in text)
        {
            if (character == '"')
            {
                quoted = !quoted;
            }
            else if (character == ',' && !quoted)
            {
                yield return field.ToString();
                field.Clear();
            }
            else
            {
                field.Append(character);
            }
        }

        yield return field.ToString();
    }
}
