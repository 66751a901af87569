using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Contexts.Remote;

/// <summary>A fresh directory that is removed, with all in it, when it is disposed.</summary>
public sealed class TemporaryTree : IDisposable
{
    private const int OwnerOnly = 0x1C0;

    private readonly DirectoryHandle _parent;
    private readonly string _name;

    /// <summary>Makes the directory.</summary>
    /// <param name="parent">Where; stays with its owner.</param>
    public TemporaryTree(DirectoryHandle parent)
    {
        _parent = parent;
        _name = $"tree-{Guid.NewGuid():N}";
        parent.CreateDirectory(_name, OwnerOnly);
        Directory = parent.OpenChild(_name);
    }

    /// <summary>The directory; disposed with this object.</summary>
    public DirectoryHandle Directory { get; }

    /// <summary>Its path on the host, for programs that need one.</summary>
    public string HostPath => $"{_parent.Name}/{_name}";

    /// <inheritdoc/>
    public void Dispose()
    {
        Directory.Dispose();
        _parent.RemoveTree(_name);
    }
}
