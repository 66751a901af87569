namespace Sharpbuild.Oci;

/// <summary>Bytes that are not what they should be: a digest, a size, a malformed archive or document.</summary>
/// <param name="message">Which blob or document, what was expected and what was found.</param>
/// <param name="inner">What was thrown below, if anything.</param>
public class InvalidContentException(string message, Exception? inner = null) : Exception(message, inner);
