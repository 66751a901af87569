using System.Net;

using Sharpbuild.Oci.Model;
using Sharpbuild.Oci.Streams;

namespace Sharpbuild.Oci.Registry;

/// <summary>The bytes of a blob from a registry; after a broken connection it goes on with the byte that was missing.</summary>
internal sealed class BlobDownload(RegistryClient client, ImageReference repository, Descriptor descriptor, CancellationToken cancellationToken) : ReadOnlyStream
{
    private const long EnoughProgress = 1024 * 1024;

    private HttpAnswer? _answer;
    private Stream? _body;
    private long _position;
    private long _brokenAt;
    private int _retries;

    /// <inheritdoc/>
    public override long Length => descriptor.SizeInBytes;

    /// <inheritdoc/>
    public override long Position { get => _position; set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    /// <exception cref="RegistryException">The registry refuses, or the connection broke too often.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                _body ??= Request();
                int read = _body.Read(buffer);
                _position += read;
                return read;
            }
            catch (Exception problem) when (problem is IOException or HttpRequestException && _position < descriptor.SizeInBytes)
            {
                Break(problem);
            }
            catch (IOException)
            {
                // All bytes are here; how the connection ends does not matter.
                return 0;
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Drop();
        }

        base.Dispose(disposing);
    }

    private void Break(Exception problem)
    {
        Drop();
        _retries = _position - _brokenAt >= EnoughProgress ? 0 : _retries;
        _brokenAt = _position;
        if (_retries >= client.MostRetries)
        {
            throw new RegistryException(
                $"blob {descriptor.Digest} of {repository.Name} broke off after {_position} of {descriptor.SizeInBytes} bytes: {problem.Message}",
                inner: problem);
        }

        client.WaitBeforeRetry(_retries++, cancellationToken);
    }

    private void Drop()
    {
        _body?.Dispose();
        _answer?.Dispose();
        (_body, _answer) = (null, null);
    }

    private Stream Request()
    {
        _answer = client.RequestBlob(repository, descriptor.Digest, _position, cancellationToken);
        long start = _answer.Status == HttpStatusCode.PartialContent ? _answer.RangeStart ?? _position : 0;
        if (start > _position || (_answer.Length is { } length && length != descriptor.SizeInBytes - start))
        {
            throw new InvalidContentException(
                $"blob {descriptor.Digest} of {repository.Name} should have {descriptor.SizeInBytes} bytes, but the registry announces {_answer.Length + start}");
        }

        Stream body = _answer.OpenBody(cancellationToken);
        Skip(body, _position - start);
        return body;
    }

    /// <summary>Passes over what is known already, from a registry that gives whole blobs only.</summary>
    private static void Skip(Stream body, long count)
    {
        byte[] buffer = new byte[count == 0 ? 0 : 64 * 1024];
        while (count > 0)
        {
            int read = body.Read(buffer, 0, (int)Math.Min(buffer.Length, count));
            count -= read > 0 ? read : throw new IOException("the blob ended early");
        }
    }
}
