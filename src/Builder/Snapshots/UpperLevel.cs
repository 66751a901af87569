using Sharpbuild.Builder.Contexts;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Mounts;

namespace Sharpbuild.Builder.Snapshots;

/// <summary>A directory of an upper directory in the making; it is made when something in it is changed.</summary>
internal sealed class UpperLevel : IDisposable
{
    private readonly UpperLevel? _parent;
    private readonly string _name;
    private readonly DirectoryHandle? _source;
    private readonly FileStatus _status;
    private DirectoryHandle? _handle;

    /// <summary>The upper directory itself, which is there and stays the caller's.</summary>
    public UpperLevel(DirectoryHandle root)
    {
        _name = "";
        _handle = root;
    }

    /// <summary>A directory below another one.</summary>
    /// <param name="parent">The other one.</param>
    /// <param name="name">The name in it.</param>
    /// <param name="source">The directory of the tree that it stands for.</param>
    /// <param name="status">Its status before anything was taken from it.</param>
    public UpperLevel(UpperLevel parent, string name, DirectoryHandle source, in FileStatus status)
    {
        _parent = parent;
        _name = name;
        _source = source;
        _status = status;
    }

    /// <summary>The directory, made now if need be, with all above it.</summary>
    public DirectoryHandle Open()
    {
        if (_handle is null && _parent is not null && _source is not null)
        {
            DirectoryHandle parent = _parent.Open();
            parent.TryCreateChildDirectory(_name, 0x1C0);
            _handle = parent.OpenChild(_name);
            _handle.SetOwner("", _status.UserId, _status.GroupId);
            _handle.SetMode("", _status.Mode);
            UpperDirectory.CopyXattrs(_source, _handle);
        }

        return _handle ?? throw new InvalidOperationException();
    }

    /// <summary>Moves an entry of the tree here.</summary>
    /// <param name="directory">Its directory in the tree.</param>
    /// <param name="name">Its name.</param>
    /// <param name="hidesLower">Whether it is a directory that hides what was there.</param>
    public void Take(DirectoryHandle directory, string name, bool hidesLower)
    {
        DirectoryHandle target = Open();
        directory.MoveChild(name, target);
        if (hidesLower)
        {
            using DirectoryHandle moved = target.OpenChild(name);
            moved.Handle.SetXattr(OverlayMount.OpaqueXattr, "y"u8, name);
        }
    }

    /// <summary>Gives the directory its time, if it was made.</summary>
    public void Dispose()
    {
        if (_parent is not null && _handle is not null)
        {
            _handle.SetTimes("", _status.ModifiedAt);
            _handle.Dispose();
        }
    }
}
