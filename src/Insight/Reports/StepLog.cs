using System.Text;

using Sharpbuild.Builder.History;

namespace Sharpbuild.Insight.Reports;

/// <summary>What a step's command wrote, as a report shows it.</summary>
/// <param name="Text">The text, or the end of it; control characters are shown as <c>\xNN</c>.</param>
/// <param name="IsClipped">Whether the begin is left out.</param>
public sealed record StepLog(string Text, bool IsClipped)
{
    private const int MostBytes = 256 << 10;

    /// <summary>Reads the log of a step, or returns null where its command wrote nothing or the log is gone.</summary>
    public static StepLog? TryRead(RecordStore records, string build, int step)
    {
        string path = records.LogPath(build, step);
        if (!File.Exists(path))
        {
            return null;
        }

        using FileStream log = File.OpenRead(path);
        bool clipped = log.Length > MostBytes;
        log.Seek(clipped ? -MostBytes : 0, clipped ? SeekOrigin.End : SeekOrigin.Begin);
        byte[] bytes = new byte[Math.Min(log.Length, MostBytes)];
        log.ReadExactly(bytes);
        return new StepLog(Printable(Encoding.UTF8.GetString(bytes)), clipped);
    }

    private static string Printable(string text)
    {
        StringBuilder safe = new(text.Length);
        foreach (char character in text)
        {
            if (character is '\n' or '\t' || !char.IsControl(character))
            {
                safe.Append(character);
            }
            else if (character != '\r')
            {
                safe.Append("\\x").Append(((int)character).ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return safe.ToString();
    }
}
