using System.Buffers.Binary;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Contexts;

/// <summary>What the index holds of one file.</summary>
/// <param name="Status">The file's status when it was read.</param>
/// <param name="Digest">The digest of its content.</param>
/// <param name="Capability">The value of its capability attribute; empty where it has none.</param>
internal sealed record StatRecord(FileStatus Status, FileDigest Digest, byte[] Capability)
{
    /// <summary>The bytes of a record in front of path and capability.</summary>
    public const int FixedSize = 80;

    /// <summary>The part of a record that must be equal for a file to be unchanged.</summary>
    public const int StatusSize = 42;

    /// <summary>Whether a file still has the status that it had when it was read.</summary>
    public bool Describes(in FileStatus now) =>
        now.SizeInBytes == Status.SizeInBytes && now.ModifiedAt == Status.ModifiedAt && now.ChangedAt == Status.ChangedAt
        && now.Inode == Status.Inode && now.Mode == Status.Mode;

    /// <summary>Writes the part of a record that identifies a file's state.</summary>
    public static void WriteStatus(Span<byte> record, in FileStatus status)
    {
        BinaryPrimitives.WriteInt64LittleEndian(record, status.SizeInBytes);
        WriteTime(record[8..], status.ModifiedAt);
        WriteTime(record[20..], status.ChangedAt);
        BinaryPrimitives.WriteUInt64LittleEndian(record[32..], status.Inode);
        BinaryPrimitives.WriteUInt16LittleEndian(record[40..], (ushort)status.Mode);
    }

    /// <summary>Writes a time as 12 bytes.</summary>
    public static void WriteTime(Span<byte> bytes, UnixTime time)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, time.Seconds);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], time.Nanoseconds);
    }

    /// <summary>Reads a time of 12 bytes.</summary>
    public static UnixTime ReadTime(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]));

    /// <summary>Writes the whole record.</summary>
    public void Write(Stream stream, ReadOnlySpan<byte> path)
    {
        Span<byte> record = stackalloc byte[FixedSize];
        WriteStatus(record, Status);
        BinaryPrimitives.WriteUInt16LittleEndian(record[42..], (ushort)path.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(record[44..], (ushort)Capability.Length);
        record[46..48].Clear();
        Digest.CopyTo(record[48..]);
        stream.Write(record);
        stream.Write(path);
        stream.Write(Capability);
    }
}
