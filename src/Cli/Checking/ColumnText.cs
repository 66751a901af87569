using System.Text;

namespace Sharpbuild.Cli.Checking;

/// <summary>A table whose columns are as wide as their longest cell.</summary>
internal static class ColumnText
{
    /// <summary>The lines, the last column not padded.</summary>
    /// <param name="gap">How many blanks part two columns.</param>
    /// <param name="rows">The rows, equally long.</param>
    public static string Format(int gap, List<string[]> rows)
    {
        int[] widths = new int[rows[0].Length];
        foreach (string[] row in rows)
        {
            for (int column = 0; column < row.Length; column++)
            {
                widths[column] = Math.Max(widths[column], row[column].Length);
            }
        }

        StringBuilder text = new();
        foreach (string[] row in rows)
        {
            for (int column = 0; column < row.Length - 1; column++)
            {
                text.Append(row[column].PadRight(widths[column] + gap));
            }

            text.Append(row[^1]).Append('\n');
        }

        return text.ToString();
    }
}
