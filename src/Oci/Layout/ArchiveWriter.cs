using System.Text;

using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Oci.Layout;

/// <summary>Writes the tar file of an image archive: plain files and directories of fixed owner, mode and time.</summary>
/// <param name="output">Takes the archive; stays open.</param>
public sealed class ArchiveWriter(Stream output)
{
    private readonly byte[] _block = new byte[TarFormat.BlockSize];
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal);

    /// <summary>The largest size that a header holds; larger ones need records in front of it.</summary>
    internal long LargestPlainSize { get; init; } = TarFormat.LargestLongNumber;

    /// <summary>Adds a file and the directories above it.</summary>
    public void Add(string name, ReadOnlySpan<byte> content)
    {
        AddHeader(name, (byte)'0', content.Length);
        output.Write(content);
        Pad(content.Length);
    }

    /// <summary>Adds a file and the directories above it.</summary>
    /// <exception cref="InvalidContentException">The stream has another size.</exception>
    public void Add(string name, long sizeInBytes, Stream content, CancellationToken cancellationToken)
    {
        AddHeader(name, (byte)'0', sizeInBytes);
        StreamCopy.Exactly(content, output, sizeInBytes, name, cancellationToken);
        Pad(sizeInBytes);
    }

    /// <summary>Adds a file whose name and size are known at its end only, to an output that can be rewritten; the bytes are those of the other ways to add it.</summary>
    /// <param name="directory">The directory in which it will be, with a slash at its end.</param>
    /// <param name="copy">Copies the content and returns its size.</param>
    /// <param name="name">Gives the name after that; null where the file is not wanted.</param>
    /// <returns>Whether it was added; otherwise the archive ends where it ended before.</returns>
    public bool TryAdd(string directory, Func<Stream, long> copy, Func<string?> name)
    {
        OutputStream file = (OutputStream)output;
        AddDirectories(directory);
        long start = file.Length;
        bool isAdded = false;
        try
        {
            file.Write(_block);
            long size = copy(file);
            if (size <= LargestPlainSize && name() is { } known)
            {
                Pad(size);
                MakeHeader(known, (byte)'0', size);
                file.Rewrite(start, _block);
                isAdded = true;
            }

            return isAdded;
        }
        finally
        {
            if (!isAdded)
            {
                file.TakeBack(start);
            }
        }
    }

    /// <summary>Writes the end of the archive.</summary>
    public void Finish()
    {
        Array.Clear(_block);
        output.Write(_block);
        output.Write(_block);
        output.Flush();
    }

    private void AddHeader(string name, byte type, long size)
    {
        AddDirectories(name);
        if (size > LargestPlainSize)
        {
            PaxRecords records = new();
            records.Add("size"u8, size);
            WriteHeader("PaxHeaders.0/size", (byte)'x', records.Body.Length);
            output.Write(records.Body);
            Pad(records.Body.Length);
        }

        WriteHeader(name, type, size);
    }

    /// <summary>Adds the directories above a name.</summary>
    private void AddDirectories(string name)
    {
        int slash = name.LastIndexOf('/');
        if (slash > 0 && _directories.Add(name[..slash]))
        {
            AddDirectories(name[..slash]);
            WriteHeader(name[..(slash + 1)], (byte)'5', 0);
        }
    }

    private void WriteHeader(string name, byte type, long size)
    {
        MakeHeader(name, type, size);
        output.Write(_block);
    }

    private void MakeHeader(string name, byte type, long size)
    {
        TarHeader header = new() { Name = Encoding.ASCII.GetBytes(name), Type = type, Mode = type == '5' ? 0x1ED : 0x1A4, Size = size };
        header.WriteTo(_block);
    }

    private void Pad(long size)
    {
        Array.Clear(_block);
        output.Write(_block.AsSpan(0, TarFormat.PaddingOf(size)));
    }
}
