using System.Buffers.Binary;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Files;

/// <summary>Reads the names of an open directory with getdents64(2).</summary>
internal static unsafe class DirectoryReader
{
    private const int BufferSize = 32 * 1024;

    /// <summary>Reads all names but <c>.</c> and <c>..</c>, in no order.</summary>
    public static List<DirectoryEntry> Read(SafeFileHandle directory, string target)
    {
        List<DirectoryEntry> entries = [];
        byte* buffer = stackalloc byte[BufferSize];
        while (true)
        {
            int count = Libc.Getdents64((int)directory.DangerousGetHandle(), buffer, BufferSize);
            if (count < 0)
            {
                throw LinuxException.Last("getdents64", target);
            }

            if (count == 0)
            {
                return entries;
            }

            Add(entries, new ReadOnlySpan<byte>(buffer, count));
        }
    }

    private static void Add(List<DirectoryEntry> entries, ReadOnlySpan<byte> records)
    {
        while (!records.IsEmpty)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(records[16..]);
            ReadOnlySpan<byte> name = records[19..length];
            name = name[..name.IndexOf((byte)0)];
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                ulong inode = BinaryPrimitives.ReadUInt64LittleEndian(records);
                entries.Add(new DirectoryEntry(PathText.Decode(name), KindOf(records[18]), inode));
            }

            records = records[length..];
        }
    }

    private static FileKind KindOf(byte type) => type switch
    {
        1 => FileKind.Fifo,
        2 => FileKind.CharacterDevice,
        4 => FileKind.Directory,
        6 => FileKind.BlockDevice,
        8 => FileKind.Regular,
        10 => FileKind.SymbolicLink,
        12 => FileKind.Socket,
        _ => FileKind.Unknown,
    };
}
