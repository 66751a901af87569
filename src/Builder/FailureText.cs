using Sharpbuild.Linux;
using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Builder;

/// <summary>What the machine refused, in words of one form, and what to do about it.</summary>
public static class FailureText
{
    private const string BeforePath = " : '";

    /// <summary>The message; the path first, where .NET puts it in quotation marks behind its text.</summary>
    public static string Of(Exception failure) => PathAt(failure) is >= 0 and int at ? $"{failure.Message[(at + BeforePath.Length)..^1]}: {failure.Message[..at]}" : failure.Message;

    /// <summary>The message without that path, for who names the file himself.</summary>
    public static string Reason(Exception failure) => PathAt(failure) is >= 0 and int at ? failure.Message[..at] : failure.Message;

    /// <summary>What to do, where that is known.</summary>
    public static string? Help(Exception failure)
    {
        int errno = failure switch
        {
            LinuxException refused => refused.Errno,
            IOException problem => problem.HResult,
            _ => 0,
        };
        return errno is Errno.ENOSPC or Errno.EDQUOT
            ? "free some room: sharpbuild prune removes what the store does not need, sharpbuild du shows what it holds; --root DIR or SHARPBUILD_ROOT puts it on another disk"
            : null;
    }

    private static int PathAt(Exception failure) =>
        failure is IOException && failure.Message.EndsWith('\'') ? failure.Message.LastIndexOf(BeforePath, StringComparison.Ordinal) : -1;
}
