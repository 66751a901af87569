namespace Sharpbuild.Linux.Sandbox;

/// <summary>A file whose bytes are kept in memory only and are gone when the command ends.</summary>
/// <param name="Target">The absolute path.</param>
/// <param name="Content">The bytes.</param>
/// <param name="Mode">Its permissions; 0400 by default. With an executable bit it can be run, as a script.</param>
/// <param name="UserId">Its owner.</param>
/// <param name="GroupId">Its group.</param>
public sealed record SecretFileMount(string Target, ReadOnlyMemory<byte> Content, int Mode = 0x100, uint UserId = 0, uint GroupId = 0) : SandboxMount(Target);
