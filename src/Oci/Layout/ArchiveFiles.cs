using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Content;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Oci.Layout;

/// <summary>The files of a tar archive by name, read where they lie; links inside the archive are followed.</summary>
public sealed class ArchiveFiles : IDisposable
{
    private const int MostEntries = 100_000;
    private const int MostLinks = 8;

    private readonly FileStream _archive;
    private readonly Dictionary<string, (long Offset, long Size)> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);

    /// <summary>Reads the headers of an archive.</summary>
    /// <exception cref="InvalidContentException">It is malformed.</exception>
    public ArchiveFiles(string hostPath)
    {
        HostPath = hostPath;
        _archive = new FileStream(hostPath, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        try
        {
            Scan();
        }
        catch
        {
            _archive.Dispose();
            throw;
        }
    }

    /// <summary>Where the archive is.</summary>
    public string HostPath { get; }

    /// <summary>The names of all files.</summary>
    public IReadOnlyCollection<string> Names => _files.Keys;

    /// <summary>The size of a file, or null where there is none.</summary>
    public long? SizeOf(string name) => Find(name)?.Size;

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidContentException">It is missing.</exception>
    public Stream Open(string name) => Find(name) is { } file
        ? new SectionStream(_archive.SafeFileHandle, file.Offset, file.Size)
        : throw new InvalidContentException($"\"{name}\" is missing from {HostPath}");

    /// <summary>Reads a small file.</summary>
    /// <exception cref="InvalidContentException">It is missing or too large.</exception>
    public byte[] Read(string name, int maxBytes)
    {
        using Stream file = Open(name);
        if (file.Length > maxBytes)
        {
            throw new InvalidContentException($"\"{name}\" in {HostPath} has {file.Length} bytes, more than the {maxBytes} that are allowed");
        }

        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }

    /// <inheritdoc/>
    public void Dispose() => _archive.Dispose();

    private void Scan()
    {
        using LayerReader reader = new(_archive, HostPath);
        while (reader.TryReadNext(out LayerEntry? entry))
        {
            if (_files.Count + _links.Count > MostEntries)
            {
                throw new InvalidContentException($"{HostPath} has more than {MostEntries} files");
            }

            if (entry.HardLinkTo is not null)
            {
                _links[entry.Path] = entry.HardLinkTo;
            }
            else if (entry.LinkTarget is not null && EntryPath.TryClean(Path.Combine("/", EntryPath.ParentOf(entry.Path), entry.LinkTarget), out string target))
            {
                _links[entry.Path] = target;
            }
            else if (entry.Kind == FileKind.Regular && reader.ContentOffset >= 0)
            {
                _files[entry.Path] = (reader.ContentOffset, entry.SizeInBytes);
            }
        }
    }

    private (long Offset, long Size)? Find(string name)
    {
        name = EntryPath.TryClean(name, out string clean) ? clean : name;
        for (int links = 0; links < MostLinks && _links.TryGetValue(name, out string? target); links++)
        {
            name = target;
        }

        return _files.TryGetValue(name, out (long Offset, long Size) file) ? file : null;
    }
}
