using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Content;

namespace Sharpbuild.Oci.Layout;

/// <summary>A file that appears complete or not at all: it has no name, or a temporary one beside its own, until it is renamed.</summary>
/// <remarks>
/// What exists and is no regular file, for example a pipe or <c>/dev/null</c>, is written directly. A symbolic link to a file is replaced:
/// it may come from a stranger's context, and must not choose what is overwritten.
/// </remarks>
public sealed class OutputFile : IDisposable
{
    private const int Mode = 0x1B6;

    private readonly string _hostPath;
    private readonly OutputStream _file;
    private readonly bool _isUnnamed;
    private string? _temporaryHostPath;

    private OutputFile(string hostPath)
    {
        _hostPath = Path.GetFullPath(hostPath);
        if (HostFile.TryGetStatus(_hostPath) is { IsRegular: false })
        {
            _file = Open(_hostPath, FileMode.Open);
            return;
        }

        string directory = Path.GetDirectoryName(_hostPath) ?? "/";
        Directory.CreateDirectory(directory);
        _temporaryHostPath = Path.Combine(directory, $".{Path.GetRandomFileName()}.part");
        SafeFileHandle? unnamed = HostFile.TryCreateUnnamed(directory, Mode);
        _isUnnamed = unnamed is not null;
        _file = unnamed is null ? Open(_temporaryHostPath, FileMode.CreateNew, canRewrite: true) : new OutputStream(unnamed) { CanRewrite = true };
    }

    /// <summary>Where to write.</summary>
    public Stream Content => _file;

    /// <summary>Begins a file; missing directories above it are made.</summary>
    public static OutputFile Create(string hostPath) => new(hostPath);

    /// <summary>Closes the file and gives it its name.</summary>
    /// <param name="flushToDisk">Whether its bytes are safe on the disk before the name is.</param>
    public void Commit(bool flushToDisk = true)
    {
        if (_temporaryHostPath is null)
        {
            Content.Dispose();
            return;
        }

        if (flushToDisk)
        {
            RandomAccess.FlushToDisk(_file.Handle);
        }

        if (_isUnnamed)
        {
            _file.Handle.SetName(_temporaryHostPath);
        }

        Content.Dispose();
        File.Move(_temporaryHostPath, _hostPath, overwrite: true);
        _temporaryHostPath = null;
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

    private static OutputStream Open(string hostPath, FileMode mode, bool canRewrite = false) =>
        new(File.OpenHandle(hostPath, mode, FileAccess.Write, FileShare.Read)) { CanRewrite = canRewrite };
}
