using System.Globalization;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Layout;

/// <summary>A file that appears complete or not at all: it is written under a temporary name beside its own and renamed.</summary>
/// <remarks>What exists and is no regular file, for example a pipe or <c>/dev/null</c>, is written directly.</remarks>
public sealed class OutputFile : IDisposable
{
    private readonly string _hostPath;
    private readonly FileStream _file;
    private string? _temporaryHostPath;

    private OutputFile(string hostPath)
    {
        FileInfo given = new(hostPath);
        _hostPath = given.LinkTarget is null ? given.FullName : given.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        if (IsRegularOrMissing(_hostPath))
        {
            string directory = Path.GetDirectoryName(_hostPath) ?? "/";
            Directory.CreateDirectory(directory);
            string name = string.Create(CultureInfo.InvariantCulture, $".{Path.GetFileName(_hostPath)}.{Environment.ProcessId}.part");
            _temporaryHostPath = Path.Combine(directory, name);
        }

        _file = new FileStream(
            _temporaryHostPath ?? _hostPath,
            _temporaryHostPath is null ? FileMode.Open : FileMode.Create,
            FileAccess.Write,
            FileShare.Read,
            bufferSize: 0);
    }

    /// <summary>Where to write.</summary>
    public Stream Content => _file;

    /// <summary>Begins a file; missing directories above it are made.</summary>
    public static OutputFile Create(string hostPath) => new(hostPath);

    /// <summary>Closes the file and gives it its name.</summary>
    /// <param name="flushToDisk">Whether its bytes are safe on the disk before the name is.</param>
    public void Commit(bool flushToDisk = true)
    {
        if (_temporaryHostPath is not null && flushToDisk)
        {
            RandomAccess.FlushToDisk(_file.SafeFileHandle);
        }

        Content.Dispose();
        if (_temporaryHostPath is not null)
        {
            File.Move(_temporaryHostPath, _hostPath, overwrite: true);
            _temporaryHostPath = null;
        }
    }

    /// <summary>Closes the file, and deletes it unless it was committed.</summary>
    public void Dispose()
    {
        Content.Dispose();
        if (_temporaryHostPath is not null)
        {
            File.Delete(_temporaryHostPath);
            _temporaryHostPath = null;
        }
    }

    private static bool IsRegularOrMissing(string hostPath)
    {
        string directory = Path.GetDirectoryName(hostPath) ?? "/";
        if (!Directory.Exists(directory))
        {
            return true;
        }

        using DirectoryHandle parent = DirectoryHandle.OpenHost(directory);
        return parent.TryGetStatus(Path.GetFileName(hostPath)) is not { } status || status.IsRegular;
    }
}
