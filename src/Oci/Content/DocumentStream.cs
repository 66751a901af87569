using Sharpbuild.Oci.Model;

namespace Sharpbuild.Oci.Content;

/// <summary>Reads small documents from streams of any length.</summary>
internal static class DocumentStream
{
    private const int FirstBuffer = 16 * 1024;

    /// <summary>Reads a document of known size and digest from a file.</summary>
    /// <param name="file">The file, not yet checked.</param>
    /// <param name="descriptor">Its digest and size.</param>
    /// <param name="maxBytes">The most bytes it may have.</param>
    /// <exception cref="InvalidContentException">It is too large, or has another size or digest.</exception>
    public static byte[] ReadFile(Stream file, Descriptor descriptor, int maxBytes)
    {
        if (descriptor.SizeInBytes > maxBytes)
        {
            throw new InvalidContentException($"blob {descriptor.Digest} has {descriptor.SizeInBytes} bytes, more than the {maxBytes} that are allowed");
        }

        if (file.Length != descriptor.SizeInBytes)
        {
            throw new InvalidContentException(
                $"blob {descriptor.Digest} has {file.Length} bytes, but its size should be {descriptor.SizeInBytes}");
        }

        byte[] content = new byte[descriptor.SizeInBytes];
        file.ReadExactly(content);
        Digest actual = Digest.Of(descriptor.Digest.HashAlgorithm, content);
        return actual == descriptor.Digest
            ? content
            : throw new InvalidContentException($"blob {descriptor.Digest} has other content: its digest is {actual}");
    }

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
