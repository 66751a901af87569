using System.Buffers.Binary;
using System.Collections.Immutable;

using Sharpbuild.Dockerfiles;
using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Copying;

/// <summary>The files that decided a step's result, kept so that a later miss can say which of them changed.</summary>
public sealed class InputManifest
{
    private const int FixedSize = 29;

    /// <summary>Makes a manifest.</summary>
    public InputManifest(ImmutableArray<ManifestEntry> entries) => Entries = entries;

    /// <summary>Makes the manifest of a selection.</summary>
    internal static InputManifest Of(SourceSelection selection)
    {
        CopyOptions options = selection.Request.Options;
        FileModeText? mode = CopyModes.Parse(options);
        ImmutableArray<ManifestEntry>.Builder entries = ImmutableArray.CreateBuilder<ManifestEntry>();
        foreach (SelectedSource source in selection.Sources)
        {
            foreach (SelectedFile selected in source.Files)
            {
                entries.Add(ManifestEntry.Of(source, selected, mode, source.OwnersCount(options)));
            }
        }

        return new InputManifest(entries.ToImmutable());
    }

    /// <summary>The files, in the order of the selection.</summary>
    public ImmutableArray<ManifestEntry> Entries { get; }

    /// <summary>Reads what <see cref="ToBytes"/> made; bytes that are damaged give an empty manifest.</summary>
    public static InputManifest Parse(ReadOnlySpan<byte> bytes)
    {
        ImmutableArray<ManifestEntry>.Builder entries = ImmutableArray.CreateBuilder<ManifestEntry>();
        while (bytes.Length >= FixedSize + 2)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[FixedSize..]);
            if (bytes.Length < FixedSize + 2 + length)
            {
                return new InputManifest([]);
            }

            entries.Add(new ManifestEntry(
                PathText.Decode(bytes.Slice(FixedSize + 2, length)),
                (FileKind)bytes[0],
                BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[5..]),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[9..]),
                BinaryPrimitives.ReadUInt128LittleEndian(bytes[13..])));
            bytes = bytes[(FixedSize + 2 + length)..];
        }

        return new InputManifest(entries.ToImmutable());
    }

    /// <summary>The manifest as bytes.</summary>
    public byte[] ToBytes()
    {
        using MemoryStream stream = new();
        Span<byte> head = stackalloc byte[FixedSize + 2];
        foreach (ManifestEntry entry in Entries)
        {
            byte[] path = PathText.Encode(entry.Path);
            head[0] = (byte)entry.Kind;
            BinaryPrimitives.WriteInt32LittleEndian(head[1..], entry.Mode);
            BinaryPrimitives.WriteUInt32LittleEndian(head[5..], entry.UserId);
            BinaryPrimitives.WriteUInt32LittleEndian(head[9..], entry.GroupId);
            BinaryPrimitives.WriteUInt128LittleEndian(head[13..], entry.Content);
            BinaryPrimitives.WriteUInt16LittleEndian(head[FixedSize..], (ushort)path.Length);
            stream.Write(head);
            stream.Write(path);
        }

        return stream.ToArray();
    }

    /// <summary>Says in words what differs from an earlier manifest, sorted by path.</summary>
    /// <returns>Lines such as <c>src/main.c changed</c>, <c>a added</c>, <c>b removed</c>, <c>c mode 0644 → 0600</c>.</returns>
    public ImmutableArray<string> DifferencesFrom(InputManifest earlier) =>
        [.. Compare(earlier).Select(difference => $"{difference.Path} {difference.Words}")];

    /// <summary>The paths that differ from an earlier manifest, sorted.</summary>
    public ImmutableArray<FileDifference> Compare(InputManifest earlier)
    {
        Dictionary<string, ManifestEntry> before = new(StringComparer.Ordinal);
        foreach (ManifestEntry entry in earlier.Entries)
        {
            before[entry.Path] = entry;
        }

        HashSet<string> paths = new(StringComparer.Ordinal);
        List<FileDifference> differences = [];
        foreach (ManifestEntry now in Entries)
        {
            ManifestEntry? was = before.TryGetValue(now.Path, out ManifestEntry known) ? known : null;
            if (paths.Add(now.Path) && was != now)
            {
                differences.Add(new FileDifference(now.Path, was, now));
            }
        }

        foreach (ManifestEntry was in earlier.Entries)
        {
            if (paths.Add(was.Path))
            {
                differences.Add(new FileDifference(was.Path, was, null));
            }
        }

        differences.Sort((left, right) => PathText.Compare(left.Path, right.Path));
        return [.. differences];
    }
}
