namespace Sharpbuild.Linux.Sandbox;

/// <summary>A set of capabilities.</summary>
/// <param name="Mask">One bit for each, as in the <c>Cap</c> lines of <c>/proc/self/status</c>.</param>
public readonly record struct CapabilitySet(ulong Mask)
{
    /// <summary>No capability.</summary>
    public static CapabilitySet None => default;

    /// <summary>All capabilities this program knows.</summary>
    public static CapabilitySet All => new((1ul << ((int)Capability.CheckpointRestore + 1)) - 1);

    /// <summary>The fourteen that container engines give by default.</summary>
    /// <remarks>The default of moby and containerd.</remarks>
    public static CapabilitySet Default { get; } = Of(
        Capability.Chown,
        Capability.DacOverride,
        Capability.Fsetid,
        Capability.Fowner,
        Capability.Mknod,
        Capability.NetRaw,
        Capability.Setgid,
        Capability.Setuid,
        Capability.Setfcap,
        Capability.Setpcap,
        Capability.NetBindService,
        Capability.SysChroot,
        Capability.Kill,
        Capability.AuditWrite);

    /// <summary>The set of these.</summary>
    public static CapabilitySet Of(params ReadOnlySpan<Capability> capabilities)
    {
        ulong mask = 0;
        foreach (Capability capability in capabilities)
        {
            mask |= 1ul << (int)capability;
        }

        return new CapabilitySet(mask);
    }

    /// <summary>Reads a name such as <c>CAP_NET_ADMIN</c>, <c>net_admin</c> or <c>NET_ADMIN</c>.</summary>
    public static bool TryParse(string name, out Capability capability)
    {
        string bare = name.StartsWith("CAP_", StringComparison.OrdinalIgnoreCase) ? name[4..] : name;
        bare = bare.Replace("_", "", StringComparison.Ordinal);
        capability = default;
        return bare.Length > 0 && char.IsAsciiLetter(bare[0]) && Enum.TryParse(bare, ignoreCase: true, out capability);
    }

    /// <summary>Whether a capability is in the set.</summary>
    public bool Contains(Capability capability) => (Mask & (1ul << (int)capability)) != 0;

    /// <summary>This set and one more.</summary>
    public CapabilitySet With(Capability capability) => new(Mask | (1ul << (int)capability));

    /// <summary>This set without one.</summary>
    public CapabilitySet Without(Capability capability) => new(Mask & ~(1ul << (int)capability));

    /// <summary>What both sets hold.</summary>
    public CapabilitySet Intersect(CapabilitySet other) => new(Mask & other.Mask);
}
