using System.Text;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Mounts;
using Sharpbuild.Linux.Terminals;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>
/// The file system of one command, prepared by the parent: every mount and every place to mount on is an open descriptor, resolved inside
/// the root, before the child starts. The child only joins them (<see cref="MountSetup"/>).
/// </summary>
internal sealed class RootFileSystem : IDisposable
{
    private readonly SandboxSpec _spec;
    private readonly SafeFileHandle? _clone;
    private readonly DirectoryHandle _tree;
    private readonly DirectoryHandle? _ownView;
    private readonly DirectoryHandle _view;
    private readonly MountPoints _points;
    private readonly List<NamedMount> _mounts = new(24);
    private readonly StepFiles _files;
    private readonly List<SafeFileHandle> _carriers = [];

    private RootFileSystem(SandboxSpec spec)
    {
        _spec = spec;
        _files = new StepFiles(spec.Owners);
        Hidden = CreateHidden(spec.Owners);
        _clone = MountTree.TryClone(spec.Root.Handle, recursive: false);
        _tree = _clone is null ? spec.Root : new DirectoryHandle(_clone, spec.Root.Name);
        _ownView = _clone is null ? null : new DirectoryHandle(MountTree.Clone(spec.Root.Handle, recursive: false, spec.Root.Name), spec.Root.Name);
        _view = _ownView ?? spec.Root;
        _points = new MountPoints(_view, spec.Upper, spec.Owners is null ? 0 : OwnerMap.FirstId);
        _carriers.Add(_files.Mount);
    }

    /// <summary>The root, a detached mount.</summary>
    public SafeFileHandle Root => _tree.Handle;

    /// <summary>The root as the builder sees it, without the mounts.</summary>
    public DirectoryHandle View => _view;

    /// <summary>Mounts of which the child copies parts; they are attached outside the root.</summary>
    public IReadOnlyList<SafeFileHandle> Carriers => _carriers;

    /// <summary>An empty directory that covers others.</summary>
    public SafeFileHandle Hidden { get; }

    /// <summary>What the child attaches, in this order, after <c>/proc</c> and <c>/sys</c>.</summary>
    public IReadOnlyList<NamedMount> Mounts => _mounts;

    /// <summary>The place of <c>/proc</c>.</summary>
    public SafeFileHandle ProcTarget { get; private set; } = new();

    /// <summary>The place of <c>/sys</c>.</summary>
    public SafeFileHandle SysTarget { get; private set; } = new();

    /// <summary>The place of <c>/dev/mqueue</c>.</summary>
    public SafeFileHandle QueueTarget { get; private set; } = new();

    /// <summary>The command's terminal, if it has one.</summary>
    public PseudoTerminal? Terminal { get; private set; }

    /// <summary>Makes all mounts and the places for them.</summary>
    /// <param name="spec">The command.</param>
    /// <param name="devices">The device nodes.</param>
    /// <param name="resolvConf">The text of <c>/etc/resolv.conf</c>.</param>
    public static RootFileSystem Prepare(SandboxSpec spec, HostDevices devices, string resolvConf)
    {
        if (spec.Owners is null)
        {
            return PrepareAll(spec, devices, resolvConf);
        }

        using ActingOwner acting = OwnerMap.Act();
        return PrepareAll(spec, devices, resolvConf);
    }

    private static RootFileSystem PrepareAll(SandboxSpec spec, HostDevices devices, string resolvConf)
    {
        RootFileSystem system = new(spec);
        try
        {
            system.PrepareKernelMounts(devices);
            system.PrepareEtc(resolvConf);
            foreach (SandboxMount mount in spec.Mounts)
            {
                system.PrepareMount(mount);
            }

            system.PrepareWorkingDirectory();
            system.SetRootAttributes(spec.ReadOnlyRoot);
            return system;
        }
        catch
        {
            try
            {
                system.RemovePoints();
            }
            finally
            {
                system.Dispose();
            }

            throw;
        }
    }

    /// <summary>Takes away what was made to mount on; called when the command has ended.</summary>
    public void Finish()
    {
        if (_spec.Owners is null)
        {
            RemovePoints();
            return;
        }

        using ActingOwner acting = OwnerMap.Act();
        RemovePoints();
    }

    private void RemovePoints()
    {
        if (_clone is null && _spec.ReadOnlyRoot)
        {
            MountTree.SetAttributes(_tree.Handle, 0, Libc.MOUNT_ATTR_RDONLY, recursive: false, "/");
        }

        _points.Remove();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NamedMount mount in _mounts)
        {
            mount.Dispose();
        }

        Terminal?.Dispose();
        ProcTarget.Dispose();
        SysTarget.Dispose();
        QueueTarget.Dispose();
        Hidden.Dispose();
        foreach (SafeFileHandle carrier in _carriers)
        {
            carrier.Dispose();
        }

        _files.Dispose();
        _points.Dispose();
        _ownView?.Dispose();
        _clone?.Dispose();
    }

    private static SafeFileHandle CreateHidden(OwnerMap? owners)
    {
        using FileSystemContext tmpfs = new("tmpfs");
        tmpfs.Set("mode", "555").Set("nr_blocks", "1").Set("nr_inodes", "1").OwnedBy(owners);
        return tmpfs.Mount(Libc.MOUNT_ATTR_RDONLY | Libc.MOUNT_ATTR_NOSUID | Libc.MOUNT_ATTR_NODEV | Libc.MOUNT_ATTR_NOEXEC);
    }

    private void PrepareKernelMounts(HostDevices devices)
    {
        ProcTarget = KernelTarget("proc");
        SysTarget = KernelTarget("sys");
        DirectoryHandle dev = DeviceDirectory.Create(_spec.Owners);
        _mounts.Add(new NamedMount("dev", dev.Handle, KernelTarget("dev"), dev));
        foreach ((string name, SafeFileHandle node) in HostDevices.Names.Zip(devices.CloneAll()))
        {
            _mounts.Add(new NamedMount($"dev/{name}", node, dev.OpenPath(name, follow: false)));
        }

        PrepareTerminals(dev);
        DirectoryHandle shm = DeviceDirectory.CreateSharedMemory(_spec.ShmSizeInBytes, _spec.Owners);
        _mounts.Add(new NamedMount("dev/shm", shm.Handle, dev.OpenPath("shm", follow: false), shm));
        QueueTarget = dev.OpenPath("mqueue", follow: false);
    }

    /// <summary>The terminal of the command is also its console, as in other container engines.</summary>
    private void PrepareTerminals(DirectoryHandle dev)
    {
        SafeFileHandle terminals = DeviceDirectory.CreateTerminals(_spec.Owners);
        _mounts.Add(new NamedMount("dev/pts", terminals, dev.OpenPath("pts", follow: false)));
        if (_spec.Terminal is not { } size)
        {
            return;
        }

        Terminal = _spec.Owners is null
            ? PseudoTerminal.Create(terminals, _spec.User.UserId, group: null, size)
            : PseudoTerminal.Create(terminals, OwnerMap.HostId(_spec.User.UserId), OwnerMap.HostId(DeviceDirectory.TerminalGroup), size);
        dev.CreateFile("console", 0x180).Dispose();
        using DirectoryHandle view = new(MountTree.Duplicate(terminals, "/dev/pts"), "/dev/pts");
        _mounts.Add(new NamedMount("dev/console", view.OpenPath("0", follow: false), dev.OpenPath("console", follow: false), CloneInChild: true));
    }

    /// <summary>A directory of the image's own; a link there is an attempt to mount somewhere else.</summary>
    private SafeFileHandle KernelTarget(string name)
    {
        if (_view.TryGetStatus(name) is { IsSymbolicLink: true })
        {
            throw new SandboxException($"the image has a symbolic link at /{name}, where a directory is needed", 125);
        }

        _points.Ensure(_view, name, isDirectory: true);
        return _tree.OpenPath(name, follow: false);
    }

    private void PrepareEtc(string resolvConf)
    {
        AddFile("etc/resolv.conf", Encoding.UTF8.GetBytes(resolvConf));
        AddFile("etc/hosts", StepFiles.HostsText(_spec));
        AddFile("etc/hostname", Encoding.UTF8.GetBytes(_spec.HostName + "\n"));
    }

    private void AddFile(string path, byte[] content)
    {
        SafeFileHandle file = _files.Add(content, 0x1A4, 0, 0);
        Place(path, isDirectory: false, (canonical, target) => new NamedMount(canonical, file, target, CloneInChild: true, Attributes: Libc.MOUNT_ATTR_NOEXEC));
    }

    private void PrepareMount(SandboxMount mount)
    {
        string path = ImagePath.Normalize(mount.Target);
        switch (mount)
        {
            case BindMount bind:
                PrepareBind(path, bind);
                break;
            case TmpfsMount tmpfs:
                SafeFileHandle memory = CreateTmpfs(tmpfs);
                Place(path, isDirectory: true, (canonical, target) => new NamedMount(canonical, memory, target, new DirectoryHandle(memory, mount.Target)));
                break;
            case SecretFileMount secret:
                const int AnyExecutable = 0x49;
                ulong attributes = Libc.MOUNT_ATTR_RDONLY | ((secret.Mode & AnyExecutable) == 0 ? Libc.MOUNT_ATTR_NOEXEC : 0);
                SafeFileHandle file = _files.Add(secret.Content.Span, secret.Mode, secret.UserId, secret.GroupId);
                Place(path, isDirectory: false, (canonical, target) => new NamedMount(canonical, file, target, CloneInChild: true, Attributes: attributes));
                break;
            default:
                throw new ArgumentException($"unknown mount {mount.GetType()}", nameof(mount));
        }
    }

    private void PrepareBind(string path, BindMount bind)
    {
        bool isDirectory = DirectoryHandle.StatusOf(bind.Source, bind.Target).IsDirectory;
        ulong attributes = Libc.MOUNT_ATTR_NOSUID | Libc.MOUNT_ATTR_NODEV | (bind.ReadOnly ? Libc.MOUNT_ATTR_RDONLY : 0);
        SafeFileHandle? source = MountTree.TryClone(bind.Source, recursive: true);
        if (source is null)
        {
            // Before Linux 6.15 nothing of a detached mount can be copied until the child has attached it.
            _carriers.Add(MountTree.OpenRoot(bind.Source, bind.Target));
            SafeFileHandle place = MountTree.Duplicate(bind.Source, bind.Target);
            Place(path, isDirectory, (canonical, target) => new NamedMount(canonical, place, target, CloneInChild: true, Attributes: attributes));
            return;
        }

        Place(path, isDirectory, (canonical, target) => new NamedMount(canonical, source, target, isDirectory ? new DirectoryHandle(source, bind.Target) : null));
        if (!bind.IsMapped)
        {
            _spec.Owners?.Map(source, bind.Target);
        }

        MountTree.SetAttributes(source, attributes, 0, recursive: true, bind.Target);
    }

    private SafeFileHandle CreateTmpfs(TmpfsMount mount)
    {
        using FileSystemContext tmpfs = new("tmpfs");
        tmpfs.Set("mode", Convert.ToString(mount.Mode, 8)).OwnedBy(_spec.Owners);
        if (mount.SizeInBytes is { } size)
        {
            tmpfs.Set("size", size.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        ulong attributes = (mount.NoExec ? Libc.MOUNT_ATTR_NOEXEC : 0) | (mount.ReadOnly ? Libc.MOUNT_ATTR_RDONLY : 0);
        return tmpfs.Mount(Libc.MOUNT_ATTR_NOSUID | Libc.MOUNT_ATTR_NODEV | attributes);
    }

    private void Place(string path, bool isDirectory, Func<string, SafeFileHandle, NamedMount> mount)
    {
        (DirectoryHandle view, string rest, string prefix) = Locate(path);
        if (rest.Length == 0)
        {
            throw new SandboxException($"a mount at '/{path}' is not possible", 125);
        }

        _points.Ensure(view, rest, isDirectory);
        SafeFileHandle target = (ReferenceEquals(view, _view) ? _tree : view).OpenPath(rest);
        string canonical = ImagePath.Join(prefix, ImagePath.Of(target));
        if (IsOfKernel(canonical))
        {
            target.Dispose();
            throw new SandboxException($"a mount at '/{path}' is not possible: /proc and /sys belong to the kernel", 125);
        }

        _mounts.Add(mount(canonical, target));
    }

    /// <summary>Finds the mount in which a path lies, and the path inside it. Links of the root are resolved, as far as it exists.</summary>
    private (DirectoryHandle View, string Inside, string Prefix) Locate(string path)
    {
        string canonical = Canonical(path);
        for (int index = _mounts.Count - 1; index >= 0; index--)
        {
            if (_mounts[index].View is { } view && ImagePath.IsBelow(canonical, _mounts[index].Path, out string rest))
            {
                return (view, rest, _mounts[index].Path);
            }
        }

        return (_view, path, "");
    }

    private string Canonical(string path)
    {
        string existing = path;
        string missing = "";
        while (existing.Length > 0)
        {
            if (_view.TryGetStatus(existing, follow: true) is not null)
            {
                using SafeFileHandle entry = _view.OpenPath(existing);
                return ImagePath.Join(ImagePath.Of(entry), missing).TrimEnd('/');
            }

            (existing, string name) = ImagePath.Split(existing);
            missing = missing.Length == 0 ? name : $"{name}/{missing}";
        }

        return missing;
    }

    /// <summary>The working directory stays in the image when it was missing, as in other builders.</summary>
    private void PrepareWorkingDirectory()
    {
        string path = ImagePath.Normalize(_spec.WorkingDirectory);
        (DirectoryHandle view, string rest, _) = Locate(path);
        if (!ReferenceEquals(view, _view) || IsOfKernel(Canonical(path)) || _mounts.Exists(mount => mount.Path == rest) || _spec.ReadOnlyRoot)
        {
            return;
        }

        try
        {
            _view.EnsureDirectory(rest, 0x1ED);
        }
        catch (LinuxException exception)
        {
            throw new SandboxException($"working directory \"{_spec.WorkingDirectory}\": {char.ToLowerInvariant(exception.Reason[0])}{exception.Reason[1..]}", 126);
        }
    }

    private static bool IsOfKernel(string path) =>
        path is "proc" or "sys" || ImagePath.IsBelow(path, "proc", out _) || ImagePath.IsBelow(path, "sys", out _);

    private void SetRootAttributes(bool readOnly)
    {
        ulong set = (_spec.Privileged ? 0 : Libc.MOUNT_ATTR_NODEV) | (readOnly ? Libc.MOUNT_ATTR_RDONLY : 0);
        MountTree.SetAttributes(_tree.Handle, set, _spec.Privileged ? Libc.MOUNT_ATTR_NODEV : 0, recursive: false, "/");
    }
}
