namespace Sharpbuild.Linux.Launching;

/// <summary>An operation of a child failed before its execve(2) was done.</summary>
/// <param name="index">The index of the operation.</param>
/// <param name="failure">Its error.</param>
/// <param name="isExec">Whether it was execve(2) itself.</param>
internal sealed class ChildFailedException(int index, LinuxException failure, bool isExec) : Exception(failure.Message, failure)
{
    /// <summary>The index of the operation.</summary>
    public int Index { get; } = index;

    /// <summary>Its error.</summary>
    public LinuxException Failure { get; } = failure;

    /// <summary>Whether it was execve(2) itself.</summary>
    public bool IsExec { get; } = isExec;
}
