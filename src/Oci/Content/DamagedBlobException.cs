namespace Sharpbuild.Oci.Content;

/// <summary>A blob of the own store that no longer has its digest. It was removed, so that it is made or fetched again when it is next needed.</summary>
/// <param name="digest">The digest that it should have.</param>
/// <param name="problem">How the damage showed.</param>
public sealed class DamagedBlobException(Digest digest, InvalidContentException problem) : InvalidContentException(problem.Message, problem)
{
    /// <summary>The digest that it should have.</summary>
    public Digest Digest { get; } = digest;
}
