using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Sharpbuild.Linux.Interop;

/// <summary>Calls on the content and attributes of open files: pread(2), pwrite(2), fsetxattr(2) and their kin.</summary>
public static unsafe partial class Libc
{
    [LibraryImport("libc", EntryPoint = "pread64", SetLastError = true)]
    public static partial nint Pread(int descriptor, byte* buffer, nuint size, long offset);

    [LibraryImport("libc", EntryPoint = "pwrite64", SetLastError = true)]
    public static partial nint Pwrite(int descriptor, byte* buffer, nuint size, long offset);

    [LibraryImport("libc", EntryPoint = "ftruncate64", SetLastError = true)]
    public static partial int Ftruncate(int descriptor, long size);

    [LibraryImport("libc", EntryPoint = "fgetxattr", SetLastError = true)]
    public static partial nint Fgetxattr(int descriptor, [MarshalUsing(typeof(PathTextMarshaller))] string name, byte* value, nuint size);

    [LibraryImport("libc", EntryPoint = "flistxattr", SetLastError = true)]
    public static partial nint Flistxattr(int descriptor, byte* list, nuint size);

    [LibraryImport("libc", EntryPoint = "fsetxattr", SetLastError = true)]
    public static partial int Fsetxattr(int descriptor, [MarshalUsing(typeof(PathTextMarshaller))] string name, byte* value, nuint size, int flags);
}
