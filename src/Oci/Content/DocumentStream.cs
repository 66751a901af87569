namespace Sharpbuild.Oci.Content;

/// <summary>Reads small documents from streams of any length.</summary>
internal static class DocumentStream
{
    private const int FirstBuffer = 16 * 1024;

    /// <summary>Reads a stream to its end.</summary>
    /// <exception cref="InvalidContentException">It has more than <paramref name="maxBytes"/> bytes.</exception>
    public static byte[] Read(Stream stream, int maxBytes, string name)
    {
        using MemoryStream content = new();
        byte[] buffer = new byte[FirstBuffer];
        while (stream.Read(buffer) is int count and > 0)
        {
            if (content.Length + count > maxBytes)
            {
                throw new InvalidContentException($"{name} has more than the {maxBytes} bytes that are allowed");
            }

            content.Write(buffer, 0, count);
        }

        return content.ToArray();
    }
}
