using Sharpbuild.Cli.Arguments;
using Sharpbuild.Oci;

namespace Sharpbuild.Cli.Commands;

/// <summary>Reads names of images on the command line.</summary>
internal static class OptionNames
{
    /// <summary>An image's name; the tag is <c>latest</c> where none is given.</summary>
    public static ImageReference Image(string text) => ImageReference.TryParse(text, out ImageReference? reference)
        ? reference.Tag is null && reference.Digest is null ? reference.WithTag("latest") : reference
        : throw new UsageException($"\"{text}\" is not an image name", "write for example app:1 or registry.example/team/app:1");
}
