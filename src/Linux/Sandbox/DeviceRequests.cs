using System.Collections.Immutable;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Linux.Interop;
using Sharpbuild.Linux.Launching;
using Sharpbuild.Linux.Mounts;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>
/// Answers mknod(2) for devices where the root of the command is not the machine's, to whom the kernel refuses it: the filter asks here, and
/// a file is made that stands for the node until the command has ended. Devices are dead in every sandbox, so nothing else is lost.
/// </summary>
/// <remarks>seccomp_unotify(2).</remarks>
internal sealed unsafe class DeviceRequests : IDisposable
{
    private const int SolSocket = 1;
    private const int ScmRights = 1;
    private const ulong MessageSize = 20;
    private const int MknodatX64 = 259;
    private const int MknodatI386 = 297;
    private const int MknodatArm64 = 33;
    private const ulong TypeMask = 0xF000;
    private const ulong CharacterType = 0x2000;
    private const ulong BlockType = 0x6000;

    private readonly SafeFileHandle _sender;
    private readonly SafeFileHandle _receiver;
    private readonly ImmutableArray<MadeDevice>.Builder _made = ImmutableArray.CreateBuilder<MadeDevice>();
    private SafeFileHandle? _listener;

    /// <summary>Makes the way on which the filter's descriptor will come.</summary>
    public DeviceRequests()
    {
        int* ends = stackalloc int[2];
        if (Libc.Socketpair(Libc.AF_UNIX, Libc.SOCK_SEQPACKET_CLOEXEC, 0, ends) < 0)
        {
            throw LinuxException.Last("socketpair", "");
        }

        _sender = new SafeFileHandle(ends[0], ownsHandle: true);
        _receiver = new SafeFileHandle(ends[1], ownsHandle: true);
    }

    /// <summary>What was made.</summary>
    public ImmutableArray<MadeDevice> Made => _made.ToImmutable();

    /// <summary>Lets the child send the descriptor of its filter.</summary>
    /// <param name="program">The child's program.</param>
    /// <param name="listener">Where the descriptor will be.</param>
    public void AddTo(ChildProgram program, Slot listener)
    {
        Libc.DescriptorMessage* control = program.Arena.Copy(new Libc.DescriptorMessage { Length = MessageSize, Level = SolSocket, Type = ScmRights });
        Libc.IoVector* text = program.Arena.Copy(new Libc.IoVector { Base = program.Arena.Take(1), Length = 1 });
        Libc.MessageHeader* message = program.Arena.Copy(new Libc.MessageHeader { Vectors = text, VectorCount = 1, Control = control, ControlLength = (ulong)sizeof(Libc.DescriptorMessage) });
        program.Add(SystemCall.StoreMemory, "", &control->Descriptor, listener);
        program.Add(SystemCall.Sendmsg, "filter", _sender, message, 0);
    }

    /// <summary>Takes the descriptor that the child has sent before its command began.</summary>
    /// <returns>It becomes readable when a call waits.</returns>
    public SafeFileHandle Receive()
    {
        byte text;
        Libc.DescriptorMessage control = new() { Descriptor = -1 };
        Libc.IoVector vector = new() { Base = &text, Length = 1 };
        Libc.MessageHeader message = new() { Vectors = &vector, VectorCount = 1, Control = &control, ControlLength = (ulong)sizeof(Libc.DescriptorMessage) };
        if (Libc.Recvmsg((int)_receiver.DangerousGetHandle(), &message, Libc.MSG_DONTWAIT | Libc.MSG_CMSG_CLOEXEC) < 0)
        {
            throw LinuxException.Last("recvmsg", "filter");
        }

        return _listener = new SafeFileHandle(control.Descriptor, ownsHandle: true);
    }

    /// <summary>Answers one call.</summary>
    /// <param name="root">The root of the command.</param>
    public void Answer(DirectoryHandle root)
    {
        Libc.CallRequest request = default;
        int listener = (int)(_listener ?? throw new InvalidOperationException()).DangerousGetHandle();
        if (Libc.Ioctl(listener, Libc.SECCOMP_IOCTL_NOTIF_RECV, &request) < 0)
        {
            return;
        }

        Libc.CallAnswer answer = new() { Id = request.Id };
        try
        {
            answer.Flags = TryMake(request, root, listener) ? 0 : Libc.SECCOMP_USER_NOTIF_FLAG_CONTINUE;
        }
        catch (LinuxException refused)
        {
            answer.Error = -refused.Errno;
        }
        catch (Exception gone) when (gone is IOException or FormatException or UnauthorizedAccessException)
        {
            answer.Error = -Errno.EPERM;
        }

        _ = Libc.Ioctl(listener, Libc.SECCOMP_IOCTL_NOTIF_SEND, &answer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sender.Dispose();
        _receiver.Dispose();
        _listener?.Dispose();
    }

    /// <summary>Makes the file that stands for a device.</summary>
    /// <returns>False where no device is wanted: the kernel can do the call itself.</returns>
    private bool TryMake(in Libc.CallRequest request, DirectoryHandle root, int listener)
    {
        bool hasDirectory = request.Number is MknodatX64 or MknodatI386 or MknodatArm64;
        int first = hasDirectory ? 1 : 0;
        ulong mode = request.Arguments[first + 1];
        FileKind kind = (mode & TypeMask) switch { CharacterType => FileKind.CharacterDevice, BlockType => FileKind.BlockDevice, _ => FileKind.Regular };
        if (kind == FileKind.Regular)
        {
            return false;
        }

        CallingTask task = CallingTask.Read(request.ProcessId);
        string path = task.ReadPath(request.Arguments[first]);
        ulong id = request.Id;
        if (!task.MayMakeDevices || Libc.Ioctl(listener, Libc.SECCOMP_IOCTL_NOTIF_ID_VALID, &id) < 0)
        {
            throw new LinuxException("mknod", path, Errno.EPERM);
        }

        using SafeFileHandle parent = task.OpenParent(hasDirectory ? (int)request.Arguments[0] : Libc.AT_FDCWD, path, out string name);
        if (DirectoryHandle.StatusOf(parent, path).FileSystem != root.GetStatus("").FileSystem)
        {
            throw new LinuxException("mknod", path, Errno.EPERM);
        }

        DeviceNumber device = Unpack((uint)request.Arguments[first + 2]);
        _made.Add(Make(parent, name, (int)(mode & 0xFFF) & ~task.Umask, kind, device, task));
        return true;
    }

    private static DeviceNumber Unpack(uint device) => new((device & 0xFFF00) >> 8, (device & 0xFF) | ((device >> 12) & 0xFFF00));

    private static MadeDevice Make(SafeFileHandle parent, string name, int mode, FileKind kind, DeviceNumber device, CallingTask task)
    {
        if (device == default)
        {
            throw new LinuxException("mknod", name, Errno.EPERM);
        }

        int createNew = Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;
        using ActingOwner acting = new(task.UserId, task.GroupId);
        int descriptor = Libc.Openat((int)parent.DangerousGetHandle(), name, createNew, 0x180);
        using SafeFileHandle file = descriptor < 0 ? throw LinuxException.Last("openat", name) : new SafeFileHandle(descriptor, ownsHandle: true);
        MadeDevice made = new(file.GetStatus(name).Inode, kind, device);
        file.SetXattr(MadeDevice.MarkName, PathText.Encode(made.Mark), name);
        file.SetMode(mode, name);
        return made;
    }
}
