namespace Sharpbuild.Oci;

/// <summary>An image, a tag or a platform that is not there.</summary>
/// <param name="message">What was looked for and where.</param>
public sealed class ImageNotFoundException(string message) : Exception(message);
