using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Contexts.Remote;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.Tests.Copying;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Registry;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Builder.Tests.Contexts.Remote;

/// <summary>ADD from http addresses: A6.14.</summary>
public sealed class HttpSourceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new("http");
    private readonly LoopbackServer _server;
    private readonly DirectoryHandle _cache;
    private readonly HttpTransport _transport = new(new RegistryOptions { FirstRetryDelay = TimeSpan.FromMilliseconds(1) });

    public HttpSourceTests()
    {
        _directory.MakeDirectory("cache");
        _directory.Write("www/file.txt", "content");
        File.SetLastWriteTimeUtc(_directory.At("www/file.txt"), DateTimeOffset.FromUnixTimeSeconds(1_485_449_953).UtcDateTime);
        _server = LoopbackServer.Web(_directory, _directory.At("www"));
        _cache = DirectoryHandle.OpenHost(_directory.At("cache"));
    }

    [SkippableFact]
    public void A6_14_a_download_is_0600_with_the_time_of_the_server_and_the_name_of_its_address()
    {
        using CopyStage stage = new() { Options = new() { IsAdd = true } };
        RemoteFile file = Fetch("/file.txt?x=1");

        string[] lines = stage.Copy("/to/", [new CopySource(file.Tree, file.Path) { FileName = file.FileName, IsRemote = true }], showsTimes: true);

        lines.Should().Equal("d 0755 0:0 to @1000000000", "f 0600 0:0 to/file.txt \"content\" @1485449953");
        file.ModifiedAt.Should().Be(new UnixTime(1_485_449_953, 0));
    }

    [SkippableFact]
    public void A6_14_what_did_not_change_is_not_sent_again()
    {
        Fetch("/file.txt");
        RemoteFile again = Fetch("/file.txt");
        _directory.Write("www/file.txt", "changed");
        RemoteFile changed = Fetch("/file.txt");

        Requests().Should().Equal("200 /file.txt \"-\"", "304 /file.txt \"-\"", "200 /file.txt \"-\"");
        again.Digest.Should().Be(DigestOf("content"));
        changed.Digest.Should().Be(DigestOf("changed"));
    }

    [SkippableFact]
    public void A6_14_a_checksum_is_checked_and_content_that_is_kept_needs_no_request()
    {
        Digest right = DigestOf("content").ToDigest();
        Digest wrong = DigestOf("other").ToDigest();

        Action fetch = () => Fetch("/file.txt", wrong);
        fetch.Should().Throw<InputException>().WithMessage($"http://127.0.0.1:{_server.Port}/file.txt has the digest {right}, not {wrong}");
        Fetch("/file.txt", right);
        Fetch("/file.txt", right);

        Requests().Should().Equal("200 /file.txt \"-\"", "200 /file.txt \"-\"");
    }

    [SkippableFact]
    public void A6_14_a_damaged_download_is_fetched_again()
    {
        RemoteFile file = Fetch("/file.txt");
        File.WriteAllText(_directory.At("cache", file.Path), "broken!");

        Fetch("/file.txt").Digest.Should().Be(DigestOf("content"));

        Requests().Should().Equal("200 /file.txt \"-\"", "200 /file.txt \"-\"");
        File.ReadAllText(_directory.At("cache", file.Path)).Should().Be("content");
    }

    [SkippableFact]
    public void A6_14_refusals_name_address_and_status_without_password()
    {
        Action missing = () => Fetch("/missing");
        Action forbidden = () => Source(_ => null).Fetch(new Uri($"http://me:secret@127.0.0.1:{_server.Port}/private/file.txt?token=t"), null, CancellationToken.None);
        Action loop = () => Fetch("/loop");

        missing.Should().Throw<InputException>().WithMessage($"http://127.0.0.1:{_server.Port}/missing answers 404 (NotFound)");
        forbidden.Should().Throw<InputException>().WithMessage($"http://127.0.0.1:{_server.Port}/private/file.txt answers 401 (Unauthorized)");
        loop.Should().Throw<InputException>().WithMessage("*redirects more than 10 times");
    }

    [SkippableFact]
    public void A6_14_user_and_password_come_from_the_address_or_a_secret()
    {
        Source(_ => null).Fetch(new Uri($"http://u:p@127.0.0.1:{_server.Port}/private/file.txt"), null, CancellationToken.None)
            .Digest.Should().Be(DigestOf("content"));
        AuthenticationHeaderValue secret = new("Basic", Convert.ToBase64String("u:p"u8));

        RemoteFile file = Source(host => host == $"127.0.0.1:{_server.Port}" ? secret : null)
            .Fetch(new Uri($"http://127.0.0.1:{_server.Port}/private/file.txt"), null, CancellationToken.None);

        file.Digest.Should().Be(DigestOf("content"));
    }

    [SkippableFact]
    public void A6_14_archives_are_unpacked_only_when_asked_for()
    {
        ProcessRunner.Run("tar", ["-czf", _directory.At("www/a.tar.gz"), "--owner=5", "--group=6", "--mode=0640", "-C", _directory.At("www"), "file.txt"]).Succeeded();
        RemoteFile file = Fetch("/a.tar.gz");
        CopySource source = new(file.Tree, file.Path) { FileName = file.FileName, IsRemote = true };
        using CopyStage stage = new() { Options = new() { IsAdd = true } };

        stage.Copy("/to/", [source]).Should().HaveCount(2).And.Contain(line => line.StartsWith("f 0600 0:0 to/a.tar.gz"));
        stage.Options = new() { IsAdd = true, Unpacks = true };
        stage.Copy("/to/", [source]).Should().Equal("d 0755 0:0 to", "f 0640 5:6 to/file.txt \"content\"");
    }

    [Theory]
    [InlineData("http://h/a/b.txt", "b.txt")]
    [InlineData("http://h/a/b%20c?x=y/z#f", "b c")]
    [InlineData("http://h/a/", "__unnamed__")]
    [InlineData("http://h", "__unnamed__")]
    [InlineData("http://h/a%2F..%2Fpasswd", "__unnamed__")]
    [InlineData("http://h/%2E%2E", "__unnamed__")]
    public void A6_14_the_name_is_the_last_component_of_the_path(string address, string name)
    {
        HttpAddress.FileNameOf(new Uri(address)).Should().Be(name);
    }

    [SkippableFact]
    public void A5_9_a_context_address_gives_an_archive_or_a_Dockerfile()
    {
        ProcessRunner.Run("tar", ["-czf", _directory.At("www/context.tgz"), "-C", _directory.At("www"), "file.txt"]).Succeeded();
        _directory.Write("www/Dockerfile", "FROM scratch\n");
        _directory.MakeDirectory("tmp");
        using DirectoryHandle temporary = DirectoryHandle.OpenHost(_directory.At("tmp"));
        RemoteFile archive = Fetch("/context.tgz");
        using (Microsoft.Win32.SafeHandles.SafeFileHandle file = _cache.OpenFile(archive.Path))
        using (ContextInput input = ContextInput.Read(file, temporary, "the context", CancellationToken.None))
        {
            input.Dockerfile.Should().BeNull();
            input.Files?.Directory.ReadEntries().Select(entry => entry.Name).Should().Equal("file.txt");
        }

        using MemoryStream text = new(Encoding.UTF8.GetBytes("FROM scratch\n"));
        using ContextInput dockerfile = ContextInput.Read(text, temporary, "standard input", CancellationToken.None);

        dockerfile.Files.Should().BeNull();
        Encoding.UTF8.GetString(dockerfile.Dockerfile ?? []).Should().Be("FROM scratch\n");
        temporary.ReadEntries().Should().BeEmpty();
    }

    public void Dispose()
    {
        _transport.Dispose();
        _cache?.Dispose();
        _server?.Dispose();
        _directory.Dispose();
    }

    private static FileDigest DigestOf(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private HttpSource Source(Func<string, AuthenticationHeaderValue?> authorization) => new(_transport, _cache, authorization);

    private RemoteFile Fetch(string path, Digest? checksum = null) =>
        Source(_ => null).Fetch(new Uri($"http://127.0.0.1:{_server.Port}{path}"), checksum, CancellationToken.None);

    private string[] Requests() => File.ReadAllLines(_directory.At("requests.log"));
}
