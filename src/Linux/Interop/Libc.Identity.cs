using System.Runtime.InteropServices;

namespace Sharpbuild.Linux.Interop;

/// <content>The calls that change the identity of one thread: setfsuid(2), setfsgid(2), capget(2), capset(2).</content>
public static unsafe partial class Libc
{
    /// <summary>The version of the structures below: <c>_LINUX_CAPABILITY_VERSION_3</c>.</summary>
    public const uint CapabilityVersion3 = 0x20080522;

    /// <summary>struct __user_cap_header_struct of capget(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct CapabilityHeader
    {
        public uint Version;
        public int ProcessId;
    }

    /// <summary>Two times struct __user_cap_data_struct of capget(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct CapabilityData
    {
        public uint Effective0;
        public uint Permitted0;
        public uint Inheritable0;
        public uint Effective1;
        public uint Permitted1;
        public uint Inheritable1;
    }

    /// <summary>setfsuid(2), for the calling thread alone; returns the id before.</summary>
    [LibraryImport("libc", EntryPoint = "setfsuid")]
    public static partial int Setfsuid(uint userId);

    /// <summary>setfsgid(2), for the calling thread alone; returns the id before.</summary>
    [LibraryImport("libc", EntryPoint = "setfsgid")]
    public static partial int Setfsgid(uint groupId);

    /// <summary>capget(2).</summary>
    [LibraryImport("libc", EntryPoint = "capget", SetLastError = true)]
    public static partial int Capget(CapabilityHeader* header, CapabilityData* data);

    /// <summary>capset(2), for the calling thread alone.</summary>
    [LibraryImport("libc", EntryPoint = "capset", SetLastError = true)]
    public static partial int Capset(CapabilityHeader* header, CapabilityData* data);
}
