namespace Sharpbuild.Linux.Sandbox;

/// <summary>The user namespace that a caller without privileges runs in: the program starts itself again inside it ("stage 0").</summary>
public static class UserNamespace
{
    /// <summary>Whether this process lacks the rights to build and must call <see cref="ReexecuteInUserNamespace"/> first.</summary>
    public static bool Needed => throw new NotImplementedException();

    /// <summary>How this process runs: <c>root</c>, <c>rootless with 65537 ids</c> or <c>rootless with one id</c>.</summary>
    public static string Mode => throw new NotImplementedException();

    /// <summary>Runs this program again, as user 0 of a new user and mount namespace, and waits for it.</summary>
    /// <param name="arguments">The arguments of the program, without its name.</param>
    /// <returns>The exit code of the inner program; 128 + n when signal n ended it.</returns>
    /// <exception cref="LinuxException">The kernel does not allow user namespaces.</exception>
    public static int ReexecuteInUserNamespace(IReadOnlyList<string> arguments) => throw new NotImplementedException(arguments.ToString());
}
