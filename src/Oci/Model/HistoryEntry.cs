using Sharpbuild.Linux.Files;

namespace Sharpbuild.Oci.Model;

/// <summary>One step of an image's making.</summary>
/// <param name="Created">When, or null.</param>
/// <param name="CreatedBy">The command or instruction, or null.</param>
/// <param name="Author">The author, or null.</param>
/// <param name="Comment">A remark, for example the builder's name, or null.</param>
/// <param name="EmptyLayer">Whether the step made no layer.</param>
/// <remarks>OCI image specification, config.md, "history".</remarks>
public sealed record HistoryEntry(
    UnixTime? Created = null,
    string? CreatedBy = null,
    string? Author = null,
    string? Comment = null,
    bool EmptyLayer = false);
