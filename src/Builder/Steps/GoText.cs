using System.Globalization;
using System.Text;

namespace Sharpbuild.Builder.Steps;

/// <summary>Values as Go prints them: the form that tools expect in the history of an image.</summary>
/// <remarks>Go's <c>fmt</c>, verbs <c>%q</c> and <c>%v</c>.</remarks>
internal static class GoText
{
    private const char Quotation = '"';

    /// <summary>A text in double quotes, with escapes for quotes, backslashes and control characters.</summary>
    public static string Quote(string text)
    {
        StringBuilder quoted = new(text.Length + 2);
        quoted.Append(Quotation);
        foreach (char character in text)
        {
            _ = character switch
            {
                Quotation or '\\' => quoted.Append('\\').Append(character),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' or '\x7f' => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append(Quotation).ToString();
    }

    /// <summary>A duration: <c>0s</c>, <c>100ms</c>, <c>1m30s</c>, <c>1h0m0.5s</c>.</summary>
    /// <param name="duration">Zero, or at least a millisecond.</param>
    public static string Duration(TimeSpan duration)
    {
        if (duration > TimeSpan.Zero && duration < TimeSpan.FromSeconds(1))
        {
            return $"{Number(duration.TotalMilliseconds)}ms";
        }

        string seconds = $"{Number((duration - TimeSpan.FromMinutes((long)duration.TotalMinutes)).TotalSeconds)}s";
        return duration.TotalMinutes < 1 ? seconds
            : duration.TotalHours < 1 ? $"{duration.Minutes}m{seconds}"
            : $"{(long)duration.TotalHours}h{duration.Minutes}m{seconds}";
    }

    private static string Number(double number) => number.ToString("0.#######", CultureInfo.InvariantCulture);
}
