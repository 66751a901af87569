using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Oci.Layers;

/// <content>Owner, mode, attributes and times, in the one order in which none undoes another: setting the owner clears set-id bits and file
/// capabilities, and writing clears both.</content>
public sealed partial class LayerUnpacker
{
    private void SetAttributes(SafeFileHandle file, LayerEntry entry)
    {
        if (_options.KeepsOwners)
        {
            SetOwner(file, entry);
        }

        file.SetMode(entry.Mode, entry.Path);
        foreach (LayerXattr xattr in entry.Xattrs)
        {
            SetXattr(entry, xattr, () => file.SetXattr(xattr.Name, xattr.Value.AsSpan(), entry.Path));
        }
    }

    private static void SetOwner(SafeFileHandle file, LayerEntry entry)
    {
        if (OwnerMark.IsUsed)
        {
            OwnerMark.Set(file, entry.UserId, entry.GroupId, entry.Path);
        }
        else
        {
            file.SetOwner(entry.UserId, entry.GroupId, entry.Path);
        }
    }

    private void SetChildAttributes(DirectoryHandle parent, string name, LayerEntry entry)
    {
        if (_options.KeepsOwners && !OwnerMark.IsUsed)
        {
            parent.SetChildOwner(name, entry.UserId, entry.GroupId);
        }

        if (entry.Kind != FileKind.SymbolicLink)
        {
            parent.SetChildMode(name, entry.Mode);
        }

        foreach (LayerXattr xattr in entry.Xattrs)
        {
            SetXattr(entry, xattr, () => parent.SetXattr(name, xattr.Name, xattr.Value.AsSpan()));
        }

        parent.SetChildTimes(name, entry.ModifiedAt);
    }

    private void SetXattr(LayerEntry entry, LayerXattr xattr, Action set)
    {
        if (Whiteouts.IsOverlayXattr(xattr.Name) || xattr.Name == OwnerMark.XattrName)
        {
            Note($"the attribute {xattr.Name} of \"{entry.Path}\" was dropped: it belongs to the store");
            return;
        }

        try
        {
            set();
        }
        catch (LinuxException exception) when (exception.Errno is Errno.EOPNOTSUPP or Errno.EPERM or Errno.EINVAL)
        {
            Note($"the attribute {xattr.Name} of \"{entry.Path}\" was dropped: {exception.Reason}");
        }
    }
}
