using System.Runtime.InteropServices;

namespace Sharpbuild.Fuzz;

/// <summary>Makes inputs out of a target's seeds; an input depends on nothing but its number.</summary>
public sealed class Mutator(FuzzTarget target)
{
    private const int MostChanges = 8;
    private const int MostRepeats = 12;
    private const int LongestPart = 32;

    private static readonly byte[] Unusual = [0, 1, 9, 10, 13, 32, 34, 39, 45, 47, 61, 92, 96, 127, 128, 0xBF, 0xC2, 0xED, 0xEF, 0xFF];

    /// <summary>The input with a number, from 0.</summary>
    public byte[] Create(long number)
    {
        FuzzRandom random = new((ulong)number * 0xD1342543DE82EF95);
        List<byte> input = [.. Window(random.Any(target.Seeds), ref random)];
        for (int changes = random.Below(MostChanges); changes >= 0; changes--)
        {
            Change(input, ref random);
        }

        return [.. CollectionsMarshal.AsSpan(input)[..Math.Min(input.Count, target.LongestInput)]];
    }

    private ReadOnlySpan<byte> Window(byte[] seed, ref FuzzRandom random)
    {
        int length = Math.Min(seed.Length, random.Below(target.LongestInput) + 1);
        return seed.AsSpan(random.Below(seed.Length - length + 1), length);
    }

    private void Change(List<byte> input, ref FuzzRandom random)
    {
        int place = random.Below(input.Count + 1);
        int length = random.Below(Math.Min(LongestPart, input.Count - place) + 1);
        switch (random.Below(9))
        {
            case 0: Flip(input, ref random); break;
            case 1: input.Insert(place, random.Any(Unusual)); break;
            case 2: input.RemoveRange(place, length); break;
            case 3: input.InsertRange(random.Below(input.Count + 1), input.GetRange(place, length)); break;
            case 4: input.InsertRange(place, Part(random.Any(target.Seeds), ref random)); break;
            case 5: Repeat(input, place, input.GetRange(place, length), ref random); break;
            case 6: input.RemoveRange(place, length); goto default;
            case 7: Repeat(input, place, [.. Token(ref random)], ref random); break;
            default: input.InsertRange(place, Token(ref random)); break;
        }
    }

    private static void Flip(List<byte> input, ref FuzzRandom random)
    {
        if (input.Count > 0)
        {
            input[random.Below(input.Count)] ^= (byte)(1 << random.Below(8));
        }
    }

    private void Repeat(List<byte> input, int place, List<byte> part, ref FuzzRandom random)
    {
        for (int times = random.Below(MostRepeats); times > 0 && input.Count < target.LongestInput; times--)
        {
            input.InsertRange(place, part);
        }
    }

    private byte[] Token(ref FuzzRandom random) => target.Tokens.Count == 0 ? [random.Any(Unusual)] : random.Any(target.Tokens);

    private static byte[] Part(byte[] seed, ref FuzzRandom random)
    {
        int start = random.Below(seed.Length);
        return seed[start..(start + random.Below(Math.Min(LongestPart, seed.Length - start) + 1))];
    }
}
