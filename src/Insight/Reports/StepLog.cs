using System.Text;

using Sharpbuild.Builder.History;

namespace Sharpbuild.Insight.Reports;

/// <summary>What a step's command wrote, as a report shows it.</summary>
/// <param name="Text">The text, or the end of it, made safe to show.</param>
/// <param name="IsClipped">Whether the begin is left out.</param>
public sealed record StepLog(string Text, bool IsClipped)
{
    private const int MostBytes = 256 << 10;

    /// <summary>Reads the log of a step, or returns null where its command wrote nothing or the log is gone.</summary>
    /// <param name="records">The records.</param>
    /// <param name="build">The build.</param>
    /// <param name="step">The number of the step.</param>
    /// <param name="makeSafe">Shows control characters; it gets the text without carriage returns.</param>
    public static StepLog? TryRead(RecordStore records, string build, int step, Func<string, string> makeSafe)
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
        return new StepLog(makeSafe(Encoding.UTF8.GetString(bytes).Replace("\r", "", StringComparison.Ordinal)), clipped);
    }
}
