namespace Sharpbuild.Fuzz;

/// <summary>Random numbers that are the same on every machine for the same start.</summary>
/// <remarks>SplitMix64 by Sebastiano Vigna.</remarks>
internal struct FuzzRandom(ulong start)
{
    private ulong _state = start;

    /// <summary>A number of 64 bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from 0 to <paramref name="end"/>, that one not included; 0 when <paramref name="end"/> is 0.</summary>
    public int Below(int end) => end == 0 ? 0 : (int)(Next() % (ulong)end);

    /// <summary>Any element.</summary>
    public T Any<T>(IReadOnlyList<T> list) => list[Below(list.Count)];
}
