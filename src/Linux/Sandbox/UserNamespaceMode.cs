namespace Sharpbuild.Linux.Sandbox;

/// <summary>Whose root the root of commands is, where the builder is root: <c>--userns</c>.</summary>
public enum UserNamespaceMode
{
    /// <summary>Nobody's but that of a user namespace, where the kernel and the file systems can; else the machine's.</summary>
    Auto,

    /// <summary>The machine's.</summary>
    Host,
}
