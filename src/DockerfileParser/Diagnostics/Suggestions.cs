namespace Sharpbuild.Dockerfiles;

/// <summary>Finds the valid word that a misspelt one was meant to be.</summary>
public static class Suggestions
{
    private const int LongestWord = 64;

    /// <summary>The candidate with the fewest edits from <paramref name="word"/>, or null when none is close.</summary>
    /// <remarks>Case does not count as an edit; a third of the letters, at least one, may differ.</remarks>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        if (word.Length is 0 or > LongestWord)
        {
            return null;
        }

        string? nearest = null;
        int fewest = Math.Max(1, word.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            int distance = candidate.Length > LongestWord ? int.MaxValue : Distance(word, candidate);
            if (distance < fewest)
            {
                (nearest, fewest) = (candidate, distance);
            }
        }

        return nearest;
    }

    internal static string? DidYouMean(string word, IEnumerable<string> candidates, string prefix = "") =>
        Nearest(word, candidates) is { } nearest ? $"did you mean \"{prefix}{nearest}\"?" : null;

    /// <summary>Edits (insert, delete, replace, swap of neighbours) between two words, case ignored.</summary>
    private static int Distance(string left, string right)
    {
        int[] beforePrevious = new int[right.Length + 1];
        int[] previous = new int[right.Length + 1];
        int[] current = new int[right.Length + 1];
        for (int column = 0; column <= right.Length; column++)
        {
            previous[column] = column;
        }

        for (int row = 1; row <= left.Length; row++)
        {
            current[0] = row;
            for (int column = 1; column <= right.Length; column++)
            {
                int replaced = previous[column - 1] + (Same(left[row - 1], right[column - 1]) ? 0 : 1);
                int best = Math.Min(replaced, Math.Min(previous[column], current[column - 1]) + 1);
                bool swapped = row > 1 && column > 1 && Same(left[row - 1], right[column - 2]) && Same(left[row - 2], right[column - 1]);
                current[column] = swapped ? Math.Min(best, beforePrevious[column - 2] + 1) : best;
            }

            (beforePrevious, previous, current) = (previous, current, beforePrevious);
        }

        return previous[right.Length];
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
