using System.Buffers.Text;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>The numbers of system calls by their names.</summary>
internal static class SeccompNumbers
{
    private static readonly Lazy<Dictionary<string, int[]>> Numbers = new(Read);

    /// <summary>The number of a call on an architecture: 0 for x86-64, 1 for i386, 2 for aarch64.</summary>
    public static bool TryFind(string name, int column, out int number)
    {
        number = Numbers.Value.TryGetValue(name, out int[]? numbers) ? numbers[column] : -1;
        return number >= 0;
    }

    /// <summary>Whether any architecture has the call.</summary>
    public static bool IsKnown(string name) => Numbers.Value.ContainsKey(name);

    private static Dictionary<string, int[]> Read()
    {
        Dictionary<string, int[]> numbers = new(512, StringComparer.Ordinal);
        foreach (byte[] table in SeccompTable.All())
        {
            ReadOnlySpan<byte> rows = table;
            foreach (Range row in rows.SplitAny(" \n"u8))
            {
                if (rows[row].IndexOf((byte)':') is > 0 and int colon)
                {
                    numbers[System.Text.Encoding.ASCII.GetString(rows[row][..colon])] = Columns(rows[row][(colon + 1)..]);
                }
            }
        }

        return numbers;
    }

    private static int[] Columns(ReadOnlySpan<byte> text)
    {
        int[] columns = [-1, -1, -1];
        for (int column = 0; column < columns.Length; column++)
        {
            if (Utf8Parser.TryParse(text, out int number, out _))
            {
                columns[column] = number;
            }

            text = text[(text.IndexOf((byte)':') + 1)..];
        }

        return columns;
    }
}
