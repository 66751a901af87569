using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Transfers;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Registry;

namespace Sharpbuild.Builder.Contexts.Remote;

/// <summary>Downloads files by http and https, and keeps them; what the server says is unchanged is not downloaded again.</summary>
/// <param name="transport">Sends the requests. Stays with its owner.</param>
/// <param name="cache">Where downloads are kept. Stays with its owner.</param>
/// <param name="authorization">The <c>Authorization</c> header for a host, or null.</param>
public sealed class HttpSource(HttpTransport transport, DirectoryHandle cache, Func<string, AuthenticationHeaderValue?> authorization)
{
    private const int BufferSize = 128 * 1024;
    private const int FileMode = 0x180;
    private const int MostAttempts = 3;

    /// <summary>Where a file lies until it is whole, on the file system of the cache; null for the cache itself. Stays with its owner.</summary>
    public DirectoryHandle? Temporary { get; init; }

    /// <summary>Hears of downloads; null where nobody does.</summary>
    public ITransferListener? Transfers { get; init; }

    private DirectoryHandle Spool => Temporary ?? cache;

    /// <summary>Fetches a file.</summary>
    /// <param name="address">The address; user and password in it are sent as <c>Authorization</c>.</param>
    /// <param name="checksum">The digest that the content must have, or null; content of that digest that is kept needs no request.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="InputException">The server refuses, cannot be reached, or sends other content.</exception>
    public RemoteFile Fetch(Uri address, Digest? checksum, CancellationToken cancellationToken)
    {
        string recordName = XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(address.AbsoluteUri)).ToString("x32", CultureInfo.InvariantCulture);
        DownloadRecord? kept = DownloadRecord.TryLoad(cache, recordName);
        if (kept is not null && !IsWhole(kept, cancellationToken))
        {
            kept = null;
        }

        DownloadRecord record = kept is not null && kept.Digest == checksum ? kept : Download(address, kept, cancellationToken);
        if (checksum is { } expected && record.Digest != expected)
        {
            throw new InputException($"{HttpAddress.Describe(address)} has the digest {record.Digest}, not {expected}");
        }

        if (record != kept)
        {
            record.Save(cache, recordName, Spool);
        }

        DirectoryTree tree = new(cache, HttpAddress.Describe(address), null) { KeepsOwners = false };
        FileDigest digest = new(Convert.FromHexString(record.Digest.Hex));
        return new RemoteFile(tree, record.FileName, HttpAddress.FileNameOf(address), digest, new UnixTime(record.ModifiedSeconds, 0));
    }

    private static HttpCall Request(Uri address, DownloadRecord? kept, AuthenticationHeaderValue? given)
    {
        List<KeyValuePair<string, string>> headers = [];
        if (kept is { EntityTag.Length: > 0 })
        {
            headers.Add(new("If-None-Match", kept.EntityTag));
        }
        else if (kept is { ModifiedSeconds: not 0 })
        {
            headers.Add(new("If-Modified-Since", DateTimeOffset.FromUnixTimeSeconds(kept.ModifiedSeconds).ToString("R", CultureInfo.InvariantCulture)));
        }

        AuthenticationHeaderValue? fromAddress = address.UserInfo.Length == 0
            ? null
            : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo))));
        UriBuilder plain = new(address) { UserName = "", Password = "", Fragment = "" };
        return new HttpCall(HttpMethod.Get, plain.Uri) { Headers = headers, Authorization = given ?? fromAddress };
    }

    private DownloadRecord Download(Uri address, DownloadRecord? kept, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                using HttpAnswer answer = transport.Send(Request(address, kept, authorization(address.Authority)), cancellationToken);
                if (answer.Status == HttpStatusCode.NotModified && kept is not null)
                {
                    return kept;
                }

                return answer.IsSuccess
                    ? Store(address, answer, cancellationToken)
                    : throw new InputException($"{HttpAddress.Describe(address)} answers {(int)answer.Status} ({answer.Status})");
            }
            catch (RegistryException refused)
            {
                throw new InputException($"{HttpAddress.Describe(address)} cannot be fetched: {refused.Message}");
            }
            catch (IOException broken)
            {
                if (attempt == MostAttempts)
                {
                    throw new InputException($"{HttpAddress.Describe(address)} cannot be fetched: {broken.Message}");
                }

                transport.Wait(attempt - 1, null, cancellationToken);
            }
        }
    }

    private DownloadRecord Store(Uri address, HttpAnswer answer, CancellationToken cancellationToken)
    {
        string temporaryName = $"download-{Guid.NewGuid():N}.tmp";
        try
        {
            using Transfer transfer = Transfer.Begin(Transfers, $"fetching {HttpAddress.Describe(address)}", answer.Length);
            Digest digest = Receive(answer, temporaryName, transfer, cancellationToken);
            long modified = answer.LastModified?.ToUnixTimeSeconds() ?? 0;
            DownloadRecord record = new(digest, modified, answer.Header("ETag") ?? "");
            Spool.SetMode(temporaryName, FileMode);
            Spool.SetTimes(temporaryName, new UnixTime(modified, 0));
            File.Move($"{Spool.Name}/{temporaryName}", $"{cache.Name}/{record.FileName}", overwrite: true);
            return record;
        }
        finally
        {
            Spool.RemoveTree(temporaryName);
        }
    }

    private Digest Receive(HttpAnswer answer, string name, Transfer transfer, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using SafeFileHandle file = Spool.CreateFile(name, FileMode);
            using Stream body = answer.OpenBody(cancellationToken);
            long offset = 0;
            for (int count = body.Read(buffer, 0, BufferSize); count > 0; count = body.Read(buffer, 0, BufferSize))
            {
                hash.AppendData(buffer, 0, count);
                RandomAccess.Write(file, buffer.AsSpan(0, count), offset);
                offset += count;
                transfer.Add(count);
            }

            return answer.Length is { } length && length != offset
                ? throw new IOException($"{offset} bytes came instead of {length}")
                : Digest.FromSha256(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool IsWhole(DownloadRecord record, CancellationToken cancellationToken)
    {
        DirectoryTree tree = new(cache, "the cache of downloads", null);
        return tree.TryGet(record.FileName) is { Status.IsRegular: true } file
            && tree.Inspect([file], cancellationToken)[0].Digest.ToDigest() == record.Digest;
    }
}
