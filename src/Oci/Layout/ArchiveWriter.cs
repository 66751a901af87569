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
        int slash = name.TrimEnd('/').LastIndexOf('/');
        if (slash > 0 && _directories.Add(name[..slash]))
        {
            AddHeader(name[..(slash + 1)], (byte)'5', 0);
        }

        if (size > TarFormat.LargestLongNumber)
        {
            PaxRecords records = new();
            records.Add("size"u8, size);
            WriteHeader("PaxHeaders.0/size", (byte)'x', records.Body.Length);
            output.Write(records.Body);
            Pad(records.Body.Length);
        }

        WriteHeader(name, type, size);
    }

    private void WriteHeader(string name, byte type, long size)
    {
        TarHeader header = new() { Name = Encoding.ASCII.GetBytes(name), Type = type, Mode = type == '5' ? 0x1ED : 0x1A4, Size = size };
        header.WriteTo(_block);
        output.Write(_block);
    }

    private void Pad(long size)
    {
        Array.Clear(_block);
        output.Write(_block.AsSpan(0, TarFormat.PaddingOf(size)));
    }
}
