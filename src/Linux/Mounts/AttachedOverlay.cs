using System.Globalization;
using System.Text;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Mounts;

/// <summary>
/// An overlay mount by mount(2), for kernels before 6.8, whose overlay does not take its layers one by one through fsconfig(2). It is
/// attached in the mount namespace of a thread that lives only for it, copied as a detached mount, and gone with the thread.
/// </summary>
internal static unsafe class AttachedOverlay
{
    /// <summary>mount(2) takes one page of options, the final zero included.</summary>
    private const int LongestOptions = 4095;

    /// <summary>Any directory will do, nobody else sees it covered.</summary>
    private const string Place = "/dev";

    /// <summary>Mounts layers over each other; the arguments are those of <see cref="OverlayMount.Create"/>.</summary>
    public static SafeFileHandle Mount(IReadOnlyList<string> lowers, string? upper, string? work, OwnerMap? owners)
    {
        SafeFileHandle? mount = null;
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                mount = MountOnThisThread(lowers, upper, work, owners);
            }
            catch (LinuxException exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        return mount ?? throw failure ?? new InvalidOperationException();
    }

    private static string Options(LayerPaths paths, IReadOnlyList<string> lowers, string? upper, string? work)
    {
        StringBuilder options = new("redirect_dir=nofollow,metacopy=off,index=off");
        options.Append(ProcessCredentials.IsInitialUserNamespace ? "" : ",userxattr").Append(",lowerdir=");
        for (int index = 0; index < lowers.Count; index++)
        {
            options.Append(index == 0 ? "" : ":").Append(paths.OfLayer(lowers[index]));
        }

        if (upper is not null && work is not null)
        {
            options.Append(CultureInfo.InvariantCulture, $",upperdir={paths.OfChild(upper)},workdir={paths.OfChild(work)},volatile");
        }

        return options.Length <= LongestOptions ? options.ToString() : throw new LinuxException("mount", $"overlay of {lowers.Count} layers", Errno.E2BIG);
    }

    private static SafeFileHandle MountOnThisThread(IReadOnlyList<string> lowers, string? upper, string? work, OwnerMap? owners)
    {
        if (Libc.Unshare((int)Libc.CLONE_NEWNS) < 0)
        {
            throw LinuxException.Last("unshare", "CLONE_NEWNS");
        }

        if (Libc.Mount(null, "/", null, Libc.MS_REC | Libc.MS_PRIVATE, null) < 0)
        {
            throw LinuxException.Last("mount", "/ private");
        }

        // Overlay takes directories of its own mount namespace only, so they are opened here.
        using LayerPaths paths = new(owners) { Place = Place };
        string options = Options(paths, lowers, upper, work);
        if (owners is null)
        {
            return Mount(options);
        }

        using ActingOwner acting = OwnerMap.Act();
        return Mount(options);
    }

    private static SafeFileHandle Mount(string options)
    {
        if (Libc.Mount("overlay", Place, "overlay", Libc.MS_NODEV, options) < 0)
        {
            throw LinuxException.Last("mount", $"overlay {options}");
        }

        int clone = Libc.OpenTree(Libc.AT_FDCWD, Place, Libc.OPEN_TREE_CLONE | Libc.OPEN_TREE_CLOEXEC);
        return clone < 0 ? throw LinuxException.Last("open_tree", "overlay") : new SafeFileHandle(clone, ownsHandle: true);
    }
}
