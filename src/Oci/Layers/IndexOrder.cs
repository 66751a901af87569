namespace Sharpbuild.Oci.Layers;

/// <summary>The order of paths in an index: component by component in byte order, so that all below a directory follows it directly.</summary>
internal static class IndexOrder
{
    /// <summary>Compares two paths.</summary>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int common = left.CommonPrefixLength(right);
        return WeightAt(left, common) - WeightAt(right, common);
    }

    /// <summary>Whether a path lies below a directory.</summary>
    public static bool IsBelow(ReadOnlySpan<byte> path, ReadOnlySpan<byte> directory) => directory.IsEmpty
        ? !path.IsEmpty
        : path.Length > directory.Length && path[directory.Length] == '/' && path.StartsWith(directory);

    private static int WeightAt(ReadOnlySpan<byte> path, int index) =>
        index == path.Length ? -1 : path[index] == '/' ? 0 : path[index];
}
