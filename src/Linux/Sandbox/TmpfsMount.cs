namespace Sharpbuild.Linux.Sandbox;

/// <summary>An empty file system in memory, gone when the command ends.</summary>
/// <param name="Target">The absolute path.</param>
/// <param name="SizeInBytes">Its size; null for the kernel's default, half of the memory.</param>
/// <param name="Mode">The mode of its root.</param>
public sealed record TmpfsMount(string Target, long? SizeInBytes = null, int Mode = 0x3FF) : SandboxMount(Target)
{
    /// <summary>Whether nothing on it can be executed.</summary>
    public bool NoExec { get; init; }

    /// <summary>Whether the command may only read it.</summary>
    public bool ReadOnly { get; init; }
}
