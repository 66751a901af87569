namespace Sharpbuild.Linux.Sandbox;

/// <summary>What a <see cref="DeviceLimit"/> limits.</summary>
public enum DeviceLimitKind
{
    /// <summary>Bytes read in each second.</summary>
    ReadBytes,

    /// <summary>Bytes written in each second.</summary>
    WriteBytes,

    /// <summary>Read operations in each second.</summary>
    ReadOperations,

    /// <summary>Write operations in each second.</summary>
    WriteOperations,
}
