namespace Sharpbuild.Linux.Sandbox;

/// <summary>Which system calls a command may make.</summary>
public sealed class SeccompPolicy
{
    private readonly byte[]? _program;

    private SeccompPolicy(byte[]? program) => _program = program;

    /// <summary>What container engines allow by default, by the command's capabilities.</summary>
    public static SeccompPolicy Default { get; } = new(null);

    /// <summary>All of them.</summary>
    public static SeccompPolicy Unconfined { get; } = new(null);

    /// <summary>What a profile in Docker's JSON form says.</summary>
    /// <param name="json">The profile.</param>
    /// <param name="capabilities">The command's capabilities; rules may depend on them.</param>
    /// <exception cref="SandboxException">It is no profile, or has something that is not supported.</exception>
    public static SeccompPolicy Parse(ReadOnlyMemory<byte> json, CapabilitySet capabilities) => new(SeccompProfile.Compile(json, capabilities));

    /// <summary>Whether it is <see cref="Default"/>.</summary>
    internal bool IsDefault => ReferenceEquals(this, Default);

    /// <summary>The filter, or null for none.</summary>
    /// <param name="capabilities">The command's capabilities.</param>
    /// <param name="asksForDevices">Whether the default filter leaves the making of devices to the builder.</param>
    internal byte[]? ToProgram(CapabilitySet capabilities, bool asksForDevices) =>
        ReferenceEquals(this, Unconfined) ? null : _program ?? SeccompFilter.Create(capabilities, asksForDevices);
}
