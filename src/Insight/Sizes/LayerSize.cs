namespace Sharpbuild.Insight.Sizes;

/// <summary>Where the bytes of one layer come from and go to; bytes of file content.</summary>
/// <param name="Number">Its number, from 1, lowest first.</param>
/// <param name="DiffId">The digest of its uncompressed tar.</param>
/// <param name="Instruction">The instruction that made it, as the image's history has it; empty where it has none.</param>
/// <param name="Line">The line of the Dockerfile, from 1; 0 where no record of a build knows it.</param>
/// <param name="Files">How many files with content of their own it has.</param>
/// <param name="AddedBytes">Bytes of files at paths that had none.</param>
/// <param name="ChangedBytes">Bytes of files at paths that had one.</param>
/// <param name="DeletedBytes">Bytes of lower layers that it hides without putting a file in their place.</param>
/// <param name="WastedBytes">Bytes of this layer that a later layer hides.</param>
/// <param name="MetadataBytes">Bytes that it repeats only because the mode, owner or time of a file changed.</param>
/// <param name="BlobBytes">The size of its blob as it is stored.</param>
public sealed record LayerSize(
    int Number,
    string DiffId,
    string Instruction,
    int Line,
    int Files,
    long AddedBytes,
    long ChangedBytes,
    long DeletedBytes,
    long WastedBytes,
    long MetadataBytes,
    long BlobBytes);
