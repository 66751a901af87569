namespace Sharpbuild.Linux.Libraries;

/// <summary>How far an <see cref="XzDecoder"/> came.</summary>
public enum XzStatus
{
    /// <summary>It wants more input or more room.</summary>
    GoesOn,

    /// <summary>All streams are complete and their checks right.</summary>
    Ended,

    /// <summary>The input is malformed or cut off.</summary>
    Malformed,

    /// <summary>The input would need more memory than is allowed.</summary>
    NeedsTooMuchMemory,
}
