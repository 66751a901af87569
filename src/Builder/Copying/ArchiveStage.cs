using System.Buffers;
using System.Collections.Immutable;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Compression;
using Sharpbuild.Oci.Layers;
using Sharpbuild.Oci.Streams;

namespace Sharpbuild.Builder.Copying;

/// <summary>Opens archives for ADD: their members are listed, and compressed ones are decompressed to an unnamed file.</summary>
/// <param name="temporary">Where that file is made.</param>
/// <param name="opened">Where all handles go that content is read from later.</param>
/// <param name="cancellationToken">Stops between members.</param>
internal sealed class ArchiveStage(DirectoryHandle temporary, List<SafeFileHandle> opened, CancellationToken cancellationToken)
{
    /// <summary>All names are held in memory; 100,000 files with long paths have a third of this.</summary>
    private const long MostNamedCharacters = 24 << 20;

    private const int BufferSize = 256 * 1024;

    /// <summary>Opens a file as an archive, or returns null where its content is none.</summary>
    public StagedArchive? TryOpen(SelectedSource source)
    {
        SourceFile file = source.Files[0].File;
        SafeFileHandle? handle = source.Source.Tree.TryOpen(file);
        if (handle is null)
        {
            return null;
        }

        opened.Add(handle);
        if (!ArchiveDetector.IsArchive(handle))
        {
            return null;
        }

        string name = $"\"{file.Path}\"";
        Action check = () => CheckUnchanged(file, handle);
        if (IsCompressed(handle))
        {
            SafeFileHandle tar = Decompress(handle, name);
            check();
            return new StagedArchive(name, List(tar, name, null));
        }

        return new StagedArchive(name, List(handle, name, check));
    }

    private static bool IsCompressed(SafeFileHandle file)
    {
        Span<byte> start = stackalloc byte[Decompressor.DetectedBytes];
        int count = RandomAccess.Read(file, start, 0);
        return Decompressor.Detect(start[..count]) != CompressionFormat.None;
    }

    private static void CheckUnchanged(SourceFile file, SafeFileHandle handle)
    {
        if (!file.IsUnchanged(FileStatus.Of(handle, file.Path)))
        {
            throw FileHasher.Changed(file);
        }
    }

    private ImmutableArray<StagedMember> List(SafeFileHandle tar, string name, Action? check)
    {
        using FilePartStream stream = new(tar);
        using LayerReader reader = new(stream, name);
        ImmutableArray<StagedMember>.Builder members = ImmutableArray.CreateBuilder<StagedMember>();
        long namedCharacters = 0;
        while (reader.TryReadNext(out LayerEntry? entry))
        {
            cancellationToken.ThrowIfCancellationRequested();
            namedCharacters += entry.Path.Length + (entry.LinkTarget?.Length ?? 0) + (entry.HardLinkTo?.Length ?? 0);
            if (namedCharacters > MostNamedCharacters)
            {
                throw new InvalidContentException($"{name} has names of more than {MostNamedCharacters} characters in all");
            }

            IEntryContent? content = entry.Kind != FileKind.Regular || entry.HardLinkTo is not null || entry.SizeInBytes == 0
                ? null
                : reader.IsSparse ? new FilePartContent(CopySparse(reader, entry), 0, null) : new FilePartContent(tar, reader.ContentOffset, check);
            members.Add(new StagedMember(entry, content));
        }

        return members.ToImmutable();
    }

    private SafeFileHandle CopySparse(LayerReader reader, LayerEntry entry)
    {
        SparseFile.Check(entry.Path, entry.SizeInBytes, entry.SizeInBytes - reader.StoredBytes);
        SafeFileHandle copy = CreateUnnamed();
        reader.CopyContentTo(copy, "an unnamed file");
        return copy;
    }

    private SafeFileHandle Decompress(SafeFileHandle file, string name)
    {
        SafeFileHandle tar = CreateUnnamed();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using FilePartStream compressed = new(file);
            using Stream content = Decompressor.Open(compressed, name);
            long offset = 0;
            for (int count = content.Read(buffer); count > 0; count = content.Read(buffer))
            {
                cancellationToken.ThrowIfCancellationRequested();
                RandomAccess.Write(tar, buffer.AsSpan(0, count), offset);
                offset += count;
            }

            return tar;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private SafeFileHandle CreateUnnamed()
    {
        string name = $"archive-{Guid.NewGuid():N}";
        SafeFileHandle file = temporary.CreateFile(name, 0x180);
        opened.Add(file);
        temporary.RemoveFile(name);
        return file;
    }
}
