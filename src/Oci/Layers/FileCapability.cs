using System.Buffers.Binary;

namespace Sharpbuild.Oci.Layers;

/// <summary>The attribute <c>security.capability</c>.</summary>
/// <remarks>capabilities(7), "File capability extended attribute versioning".</remarks>
internal static class FileCapability
{
    public const string XattrName = "security.capability";

    private const uint RevisionMask = 0xFF000000;
    private const uint Revision2 = 0x02000000;
    private const uint Revision3 = 0x03000000;
    private const int Size2 = 20;
    private const int Size3 = 24;

    /// <summary>
    /// Turns revision 3, which holds for one user namespace alone, into revision 2, which layers carry; all else stays as it is.
    /// </summary>
    public static byte[] ForLayer(byte[] value)
    {
        if (value.Length != Size3 || (BinaryPrimitives.ReadUInt32LittleEndian(value) & RevisionMask) != Revision3)
        {
            return value;
        }

        byte[] portable = value[..Size2];
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(value) & ~RevisionMask;
        BinaryPrimitives.WriteUInt32LittleEndian(portable, Revision2 | flags);
        return portable;
    }
}
