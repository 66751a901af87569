using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Launching;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>The part of the child's program that joins the prepared mounts into its root file system and moves into it.</summary>
internal sealed unsafe class MountSetup(ChildProgram program, RootFileSystem system)
{
    /// <summary>How errors of the working directory are told from others.</summary>
    public const string WorkingDirectoryTarget = "working directory";

    private const ulong CommonAttributes = Libc.MOUNT_ATTR_NOSUID | Libc.MOUNT_ATTR_NODEV | Libc.MOUNT_ATTR_NOEXEC;

    private readonly byte* _empty = program.Arena.Copy("");
    private bool _isHiddenAttached;

    /// <summary>Attaches the root and all mounts, then leaves the old root behind.</summary>
    /// <param name="proc">What is hidden in <c>/proc</c>; null for nothing.</param>
    /// <param name="sys">What is hidden in <c>/sys</c>; null for nothing, and the mount can be written.</param>
    /// <param name="hostSys">A prepared mount to use as <c>/sys</c>, where the kernel allows no new one.</param>
    /// <param name="hasCgroup2">Whether the unified hierarchy is shown.</param>
    public void Add(KernelPaths? proc, KernelPaths? sys, SafeFileHandle? hostSys, bool hasCgroup2)
    {
        byte* slash = program.Arena.Copy("/");
        program.Add(SystemCall.Mount, "/ private", 0, slash, 0, Libc.MS_REC | Libc.MS_PRIVATE, 0);

        // What is copied in the child must be attached. Not on "/": it would cover the old root and be all that the last umount2 takes away.
        byte* aside = program.Arena.Copy("/dev");
        foreach (SafeFileHandle carrier in system.Carriers)
        {
            program.Add(SystemCall.MoveMount, "aside", carrier, _empty, Libc.AT_FDCWD, aside, Libc.MOVE_MOUNT_F_EMPTY_PATH);
        }

        program.Add(SystemCall.MoveMount, "/", system.Root, _empty, Libc.AT_FDCWD, slash, Libc.MOVE_MOUNT_F_EMPTY_PATH);

        Slot procMount = AddNew("proc", CommonAttributes);
        AddMove("/proc", procMount, system.ProcTarget);
        Argument sysMount = AddSys(hostSys, sys is null);
        AddMove("/sys", sysMount, system.SysTarget);
        if (hasCgroup2)
        {
            AddCgroup2(sysMount);
        }

        AddMounts();
        AddMove("/dev/mqueue", AddNew("mqueue", CommonAttributes), system.QueueTarget);
        Mask(procMount, proc);
        Mask(sysMount, sys);
        AddPivot();
    }

    /// <summary>Goes to the working directory; one that is reached through a magic link of <c>/proc</c>, or not reachable, is refused.</summary>
    public static void AddWorkingDirectory(ChildProgram program, string path)
    {
        path = "/" + ImagePath.Normalize(path);
        Libc.OpenHow* how = program.Arena.Copy(new Libc.OpenHow
        {
            Flags = (ulong)(uint)(Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_CLOEXEC),
            Resolve = Libc.RESOLVE_NO_MAGICLINKS,
        });
        program.Add(SystemCall.Openat2, WorkingDirectoryTarget, Libc.AT_FDCWD, program.Arena.Copy(path), how, sizeof(Libc.OpenHow));
        program.Add(SystemCall.Fchdir, WorkingDirectoryTarget, program.Store());
        byte* buffer = program.Arena.Take(4096);
        program.Add(SystemCall.Getcwd, WorkingDirectoryTarget, buffer, 4096);
        program.Add(SystemCall.ExpectMemory, WorkingDirectoryTarget, buffer, 0xFF, (int)'/', Errno.EACCES);
    }

    private Slot AddNew(string type, ulong attributes)
    {
        byte* name = program.Arena.Copy(type);
        program.Add(SystemCall.Fsopen, type, name, Libc.FSOPEN_CLOEXEC);
        Slot context = program.Store();
        program.Add(SystemCall.Fsconfig, type, context, Libc.FSCONFIG_CMD_CREATE, 0, 0, 0);
        program.Add(SystemCall.Fsmount, type, context, Libc.FSMOUNT_CLOEXEC, attributes);
        return program.Store();
    }

    private Argument AddSys(SafeFileHandle? hostSys, bool canWrite) =>
        hostSys is null ? AddNew("sysfs", CommonAttributes | (canWrite ? 0 : Libc.MOUNT_ATTR_RDONLY)) : hostSys;

    private void AddCgroup2(Argument sysMount)
    {
        Slot mount = AddNew("cgroup2", CommonAttributes | Libc.MOUNT_ATTR_RDONLY);
        Slot target = AddPlace(sysMount, "fs/cgroup", "/sys/fs/cgroup");
        AddMove("/sys/fs/cgroup", mount, target);
    }

    private void AddMounts()
    {
        foreach (NamedMount mount in system.Mounts)
        {
            if (!mount.CloneInChild)
            {
                AddMove(mount.Path, mount.Source, mount.Target);
                continue;
            }

            Slot clone = AddClone(mount.Path, mount.Source, mount.Attributes);
            AddMove(mount.Path, clone, mount.Target);
        }
    }

    private Slot AddClone(string name, Argument source, ulong attributes)
    {
        program.Add(SystemCall.OpenTree, name, source, _empty, Libc.OPEN_TREE_CLONE | Libc.OPEN_TREE_CLOEXEC | Libc.AT_EMPTY_PATH);
        Slot clone = program.Store();
        if (attributes != 0)
        {
            AddAttributes(name, clone, attributes);
        }

        return clone;
    }

    private void AddAttributes(string name, Slot mount, ulong attributes)
    {
        Libc.MountAttr* change = program.Arena.Copy(new Libc.MountAttr { Set = attributes });
        program.Add(SystemCall.MountSetattr, name, mount, _empty, Libc.AT_EMPTY_PATH, change, sizeof(Libc.MountAttr));
    }

    private void AddMove(string name, Argument source, Argument target) =>
        program.Add(SystemCall.MoveMount, name, source, _empty, target, _empty, Libc.MOVE_MOUNT_F_EMPTY_PATH | Libc.MOVE_MOUNT_T_EMPTY_PATH);

    /// <summary>Opens a path of a mount that the child has just made itself: nobody can have put a link there.</summary>
    private Slot AddPlace(Argument mount, string path, string name)
    {
        program.Add(SystemCall.Openat, name, mount, program.Arena.Copy(path), Libc.O_PATH | Libc.O_NOFOLLOW | Libc.O_CLOEXEC);
        return program.Store();
    }

    private void Mask(Argument mount, KernelPaths? paths)
    {
        if (paths is null)
        {
            return;
        }

        NamedMount nullDevice = system.Mounts.First(static entry => entry.Path == "dev/null");
        foreach (string path in paths.HiddenFiles)
        {
            Slot target = AddPlace(mount, path, $"{path}, which commands must not see");
            AddMove(path, AddClone(path, nullDevice.Source, 0), target);
        }

        foreach (string path in paths.HiddenDirectories)
        {
            Slot target = AddPlace(mount, path, $"{path}, which commands must not see");
            AddMove(path, HiddenDirectory(path), target);
        }

        foreach (string path in paths.ReadOnly)
        {
            AddReadOnlyPath(mount, path);
        }
    }

    /// <summary>A mount can be copied only when it is attached: the first place takes it, the others take copies.</summary>
    private Argument HiddenDirectory(string name)
    {
        if (_isHiddenAttached)
        {
            return AddClone(name, system.Hidden, 0);
        }

        _isHiddenAttached = true;
        return system.Hidden;
    }

    private void AddReadOnlyPath(Argument mount, string path)
    {
        program.Add(SystemCall.OpenTree, path, mount, program.Arena.Copy(path), Libc.OPEN_TREE_CLONE | Libc.OPEN_TREE_CLOEXEC);
        Slot clone = program.Store();
        AddAttributes(path, clone, CommonAttributes | Libc.MOUNT_ATTR_RDONLY);
        AddMove(path, clone, AddPlace(mount, path, path));
    }

    private void AddPivot()
    {
        byte* here = program.Arena.Copy(".");
        byte* slash = program.Arena.Copy("/");
        program.Add(SystemCall.Fchdir, "new root", system.Root);
        program.Add(SystemCall.PivotRoot, "new root", here, here);
        program.Add(SystemCall.Umount, "old root", here, Libc.MNT_DETACH);
        program.Add(SystemCall.Chdir, "/", slash);
    }
}
