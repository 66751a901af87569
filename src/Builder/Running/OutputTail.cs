using System.Text;

namespace Sharpbuild.Builder.Running;

/// <summary>Keeps the last lines of a command's output for the message about its failure.</summary>
internal sealed class OutputTail
{
    private const int MaxBytes = 16 * 1024;
    private const int MaxLines = 20;

    private readonly Lock _lock = new();
    private readonly byte[] _ring = new byte[MaxBytes];
    private long _written;

    /// <summary>Takes output as it comes.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        lock (_lock)
        {
            foreach (byte value in text[Math.Max(0, text.Length - MaxBytes)..])
            {
                _ring[_written++ % MaxBytes] = value;
            }
        }
    }

    /// <summary>The last lines, oldest first.</summary>
    public IReadOnlyList<string> Lines()
    {
        lock (_lock)
        {
            int count = (int)Math.Min(_written, MaxBytes);
            byte[] text = new byte[count];
            for (int index = 0; index < count; index++)
            {
                text[index] = _ring[(_written - count + index) % MaxBytes];
            }

            string[] lines = Encoding.UTF8.GetString(text).TrimEnd('\n').Split('\n');
            return lines is [""] ? [] : lines[Math.Max(0, lines.Length - MaxLines)..];
        }
    }
}
