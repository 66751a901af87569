namespace Sharpbuild.Fuzz;

/// <summary>Finds inputs whose cost grows faster than their length when a part of them is repeated.</summary>
/// <param name="cost">What reading an input costs, in any unit.</param>
/// <param name="ignored">A cost below which nothing is said.</param>
public sealed class GrowthProbe(Func<byte[], double> cost, double ignored)
{
    private const int ShortLength = 4 << 10;
    private const int Factor = 8;
    private const int Tolerance = 3;
    private const int Measurements = 3;

    /// <summary>Says how the cost grows, or null when it is in proportion.</summary>
    public string? Examine(byte[] input, int partStart, int partLength)
    {
        byte[] few = Repeated(input, partStart, partLength, ShortLength);
        byte[] many = Repeated(input, partStart, partLength, ShortLength * Factor);
        if (few.Length == 0 || cost(many) < ignored)
        {
            return null;
        }

        double small = double.MaxValue;
        double large = double.MaxValue;
        for (int left = Measurements; left > 0; left--)
        {
            small = Math.Min(small, cost(few));
            large = Math.Min(large, cost(many));
        }

        return large < ignored || large <= small * Factor * Tolerance
            ? null
            : $"cost {small:0.###} for {few.Length} bytes, {large:0.###} for {many.Length}, with bytes {partStart} to {partStart + partLength} repeated";
    }

    private static byte[] Repeated(byte[] input, int start, int length, int wanted)
    {
        if (length == 0)
        {
            return [];
        }

        using MemoryStream text = new();
        text.Write(input.AsSpan(0, start));
        while (text.Length < wanted)
        {
            text.Write(input.AsSpan(start, length));
        }

        text.Write(input.AsSpan(start + length));
        return text.ToArray();
    }
}
