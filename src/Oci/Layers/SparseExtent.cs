namespace Sharpbuild.Oci.Layers;

/// <summary>A part of a sparse file that is stored; what lies between the parts reads as zeros.</summary>
/// <param name="Offset">Where it begins in the file, in bytes.</param>
/// <param name="Length">Its bytes.</param>
internal readonly record struct SparseExtent(long Offset, long Length)
{
    /// <summary>The most extents that an entry may have.</summary>
    public const int Most = 1 << 18;

    /// <summary>Whether the extents are in order, lie in the file and have the stored length in all.</summary>
    public static bool AreValid(List<SparseExtent> extents, long size, long storedSize)
    {
        long end = 0;
        long total = 0;
        foreach (SparseExtent extent in extents)
        {
            if (extent.Offset < end || extent.Length < 0 || extent.Length > size - extent.Offset)
            {
                return false;
            }

            end = extent.Offset + extent.Length;
            total += extent.Length;
        }

        return total == storedSize;
    }
}
