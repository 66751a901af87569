using System.Globalization;

namespace Sharpbuild.TestSupport;

/// <summary>One name of an image's merged tree.</summary>
/// <param name="Type">One of <c>f d s c b p</c>.</param>
/// <param name="Mode">Permission bits in octal, or <c>-</c> for a symlink.</param>
/// <param name="Content">Size and the first 16 digits of the SHA-256 of a regular file, else empty.</param>
/// <param name="Time">Seconds since 1970.</param>
/// <param name="Rest">Link target, device numbers and extended attributes as they are written.</param>
public sealed record ImageEntry(char Type, string Mode, string Owner, string Content, long Time, string Rest)
{
    /// <summary>The entry in one line, without its time.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Type} {Mode} {Owner}{(Content.Length > 0 ? " " : "")}{Content}{Rest}");
}
