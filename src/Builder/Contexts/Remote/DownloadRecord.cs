using System.Globalization;
using System.Text;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;
using Sharpbuild.Oci;

namespace Sharpbuild.Builder.Contexts.Remote;

/// <summary>What the cache of downloads knows of an address.</summary>
/// <param name="Digest">The digest of the content.</param>
/// <param name="ModifiedSeconds">The time of the last change, or 0.</param>
/// <param name="EntityTag">The server's name for the content (ETag), or empty.</param>
internal sealed record DownloadRecord(Digest Digest, long ModifiedSeconds, string EntityTag)
{
    private const int MaxSize = 64 * 1024;

    /// <summary>The name of the content's file: equal content with another time is another file.</summary>
    public string FileName => $"{Digest.Hex}-{ModifiedSeconds.ToString(CultureInfo.InvariantCulture)}.data";

    /// <summary>Reads the record of a name; null where there is none or it is damaged.</summary>
    public static DownloadRecord? TryLoad(DirectoryHandle cache, string name)
    {
        if (cache.TryGetStatus(name) is not { IsRegular: true, SizeInBytes: < MaxSize } status)
        {
            return null;
        }

        using SafeFileHandle file = cache.OpenFile(name);
        byte[] bytes = new byte[status.SizeInBytes];
        int count = RandomAccess.Read(file, bytes, 0);
        string[] lines = Encoding.UTF8.GetString(bytes, 0, count).Split('\n');
        return lines.Length == 4
            && Digest.TryParse(lines[0], out Digest digest)
            && long.TryParse(lines[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds)
            ? new DownloadRecord(digest, seconds, lines[2])
            : null;
    }

    /// <summary>Writes the record under a name, over an older one.</summary>
    public void Save(DirectoryHandle cache, string name, DirectoryHandle temporary)
    {
        string temporaryName = $"{name}.{Guid.NewGuid():N}.tmp";
        string text = string.Create(CultureInfo.InvariantCulture, $"{Digest}\n{ModifiedSeconds}\n{EntityTag.ReplaceLineEndings("")}\n");
        using (SafeFileHandle file = temporary.CreateFile(temporaryName, 0x180))
        {
            RandomAccess.Write(file, Encoding.UTF8.GetBytes(text), 0);
        }

        File.Move($"{temporary.Name}/{temporaryName}", $"{cache.Name}/{name}", overwrite: true);
    }
}
