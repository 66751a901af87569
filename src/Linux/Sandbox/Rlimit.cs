namespace Sharpbuild.Linux.Sandbox;

/// <summary>A limit of setrlimit(2); one above the present hard limit is lowered to it.</summary>
/// <param name="Resource">What is limited.</param>
/// <param name="Soft">The limit in force; <see cref="Unlimited"/> for none.</param>
/// <param name="Hard">The most that the command may ask for.</param>
public sealed record Rlimit(RlimitResource Resource, ulong Soft, ulong Hard)
{
    /// <summary>No limit.</summary>
    public const ulong Unlimited = ulong.MaxValue;
}
