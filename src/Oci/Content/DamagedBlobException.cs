namespace Sharpbuild.Oci.Content;

/// <summary>A blob that the own store should hold and does not, or no longer with its digest; then it was removed. It is made or fetched again when it is next needed.</summary>
/// <param name="digest">The digest that it should have.</param>
/// <param name="problem">How the damage showed.</param>
public sealed class DamagedBlobException(Digest digest, InvalidContentException problem) : InvalidContentException(problem.Message, problem)
{
    /// <summary>The digest that it should have.</summary>
    public Digest Digest { get; } = digest;
}
