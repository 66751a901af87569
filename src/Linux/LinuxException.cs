using System.Runtime.InteropServices;

namespace Sharpbuild.Linux;

/// <summary>A system call that the kernel refused.</summary>
/// <param name="call">The name of the call as in its man page, for example <c>openat2</c>.</param>
/// <param name="target">What the call was made on, a path as a rule.</param>
/// <param name="errno">The error number; see <see cref="Interop.Errno"/>.</param>
public sealed class LinuxException(string call, string target, int errno)
    : Exception($"{call}{(target.Length == 0 ? "" : " ")}{target}: {Marshal.GetPInvokeErrorMessage(errno)}")
{
    /// <summary>The name of the call.</summary>
    public string Call { get; } = call;

    /// <summary>What the call was made on.</summary>
    public string Target { get; } = target;

    /// <summary>The error number.</summary>
    public int Errno { get; } = errno;

    /// <summary>The kernel's words for the error alone, for example <c>No such file or directory</c>.</summary>
    public string Reason => Marshal.GetPInvokeErrorMessage(Errno);

    /// <summary>Makes the exception for the call that has just failed on this thread.</summary>
    /// <param name="call">The name of the call.</param>
    /// <param name="target">What it was made on.</param>
    /// <returns>The exception, to be thrown.</returns>
    public static LinuxException Last(string call, string target) => new(call, target, Marshal.GetLastPInvokeError());
}
