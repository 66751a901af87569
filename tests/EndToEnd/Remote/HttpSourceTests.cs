using System.Globalization;
using System.Security.Cryptography;

using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Remote;

/// <summary>Files over http from nginx, for ADD, as context and as Dockerfile: A1.7, A5.8, A5.9, A6.14.</summary>
public sealed class HttpSourceTests : IDisposable
{
    private readonly Workbench _bench = new();
    private readonly TemporaryDirectory _directory = new("web");
    private readonly LoopbackServer _server;

    public HttpSourceTests()
    {
        string file = _directory.Write("www/sub/page.txt", "first");
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddSeconds(1_500_000_000));
        _server = LoopbackServer.Web(_directory, _directory.At("www"));
    }

    private string Url => $"http://127.0.0.1:{_server.Port}";

    [SkippableFact]
    public void A6_14_a_file_has_mode_0600_the_servers_time_and_the_name_of_the_address()
    {
        string context = Dockerfile($"ADD {Url}/sub/page.txt?x=y#z /dir/\nADD {Url}/sub/page.txt /other");

        OciImage image = _bench.Image("out", context);

        image.Merge().Entries["dir/page.txt"].ToString().Should().StartWith("f 0600 0:0 5 ");
        image.Merge().Entries["dir/page.txt"].Time.Should().Be(1_500_000_000);
        image.Merge().Entries["other"].ToString().Should().StartWith("f 0600 0:0 5 ");
    }

    [SkippableTheory]
    [InlineData("ARG SOURCE_DATE_EPOCH=stamp\nFROM scratch AS stamp\nARG FILE=page.txt\nADD URL/sub/$FILE /\n", "1500000000")]
    [InlineData("ARG SOURCE_DATE_EPOCH=named\n", "1500000000")]
    public void A4_9_the_source_date_is_that_of_what_is_fetched(string head, string expected)
    {
        Build("--build-context", $"named={Url}/sub/page.txt", Dated(head)).Succeeded();

        File.ReadAllText(_bench.At("tree", "value")).Trim().Should().Be(expected);
    }

    [SkippableFact]
    public void A4_9_the_source_date_and_the_steps_see_one_state_of_an_address()
    {
        string context = _bench.Context("c", ("Dockerfile", "ARG SOURCE_DATE_EPOCH=named\nFROM scratch\nCOPY --from=named page.txt /\n"));

        Build("--build-context", $"named={Url}/sub/page.txt", context).Succeeded();

        File.ReadLines(_directory.At("requests.log")).Should().ContainSingle();
    }

    [SkippableTheory]
    [InlineData("ARG SOURCE_DATE_EPOCH=other\n", "invalid SOURCE_DATE_EPOCH: other")]
    [InlineData("ARG SOURCE_DATE_EPOCH=stamp\nFROM scratch AS stamp\nADD URL/sub/page.txt /\nCOPY x /\n", "has COPY beside or in place of one remote ADD")]
    [InlineData("ARG SOURCE_DATE_EPOCH=stamp\nFROM busybox AS stamp\nADD URL/sub/page.txt /\n", "is not FROM scratch")]
    public void A4_9_a_source_date_that_names_something_else_is_refused(string head, string message)
    {
        Message(Dated(head)).Should().Contain(message);
    }

    [SkippableFact]
    public void A6_14_an_unchanged_address_is_a_hit_and_a_changed_one_is_named()
    {
        string context = Dockerfile($"ADD {Url}/sub/page.txt /");

        Build(context).Succeeded();
        ProgressLog again = ProgressLog.Of(Build(context).Succeeded());
        File.WriteAllText(_directory.At("www/sub/page.txt"), "second");
        ProgressLog changed = ProgressLog.Of(Build(context).Succeeded());

        again.IsCached("ADD").Should().BeTrue();
        changed.Miss("ADD").Should().Contain("page.txt");
        File.ReadLines(_directory.At("requests.log")).Select(line => line[..3]).Should().Equal("200", "304", "200");
        File.ReadAllText(_bench.At("tree", "page.txt")).Should().Be("second");
    }

    [SkippableFact]
    public void A6_14_the_checksum_is_compared_and_saves_the_request()
    {
        string digest = Convert.ToHexStringLower(SHA256.HashData("first"u8));
        string right = Dockerfile($"ADD --checksum=sha256:{digest} {Url}/sub/page.txt /");

        Build(right).Succeeded();
        Build("--no-cache", right).Succeeded();
        ProcessResult wrong = Build(Dockerfile($"ADD --checksum=sha256:{new string('0', 64)} {Url}/sub/page.txt /"));

        wrong.ExitCode.Should().Be(1);
        wrong.Error.Should().Contain($"{Url}/sub/page.txt has the digest sha256:{digest}, not sha256:000");
        File.ReadLines(_directory.At("requests.log")).Should().HaveCount(2);
    }

    [SkippableFact]
    public void A6_14_an_archive_is_unpacked_only_when_asked_for()
    {
        string archive = Archive("www/files.tar.gz", ("inner", "text"));
        string context = Dockerfile($"ADD {Url}/files.tar.gz /as-file/\nADD --unpack=true {Url}/files.tar.gz /unpacked");

        Build(context).Succeeded();

        File.ReadAllBytes(_bench.At("tree", "as-file", "files.tar.gz")).Should().Equal(File.ReadAllBytes(archive));
        File.ReadAllText(_bench.At("tree", "unpacked", "inner")).Should().Be("text");
    }

    [SkippableFact]
    public void A6_14_secrets_carry_credentials_and_passwords_of_addresses_are_not_kept()
    {
        string header = _directory.Write("header", $"Basic {Convert.ToBase64String("u:p"u8)}");
        string withSecret = Dockerfile($"ADD {Url}/private/sub/page.txt /");
        string inAddress = Dockerfile($"ARG PASS\nADD http://u:${{PASS}}@127.0.0.1:{_server.Port}/private/sub/page.txt /other");
        string loud = Dockerfile($"ADD http://u:hush-hush@127.0.0.1:{_server.Port}/sub/page.txt /other");

        ProcessResult refused = Build(withSecret);
        Build("--secret", $"id=HTTP_AUTH_HEADER_127.0.0.1:{_server.Port},src={header}", withSecret).Succeeded();
        ProcessResult known = Build("--build-arg", "PASS=p", inAddress).Succeeded();
        ProcessResult printed = Build("-t", "loud", loud).Succeeded();

        refused.ExitCode.Should().Be(1);
        refused.Error.Should().Contain($"{Url}/private/sub/page.txt answers 401 (Unauthorized)");
        known.Error.Should().NotContain("u:p@");
        printed.Error.Should().NotContain("hush-hush");
        ProcessRunner.Run("grep", ["-rlE", "u:p@|hush-hush|dTpw", _bench.At("state")]).ExitCode.Should().Be(1);
    }

    [SkippableFact]
    public void A6_14_wrong_uses_and_wrong_servers_are_refused_with_the_address()
    {
        Message(Dockerfile($"COPY {Url}/sub/page.txt /")).Should().Contain($"COPY can't take \"{Url}/sub/page.txt\"").And.Contain("use ADD");
        Message(Dockerfile($"ADD --checksum=sha256:{new string('0', 64)} {Url}/a {Url}/b /x/")).Should().Contain("--checksum needs exactly one source");
        Message(Dockerfile($"ADD {Url}/gone /")).Should().Contain($"{Url}/gone answers 404 (NotFound)");
        Message(Dockerfile($"ADD {Url}/loop /")).Should().Contain("redirects more than 10 times");
    }

    [SkippableFact]
    public void A5_9_a_tar_or_a_dockerfile_at_an_address_is_a_context()
    {
        Archive("www/context.tar.gz", ("Dockerfile", "FROM scratch\nCOPY in /\n"), ("in", "text"), (".dockerignore", "in\n"));
        _directory.Write("www/Dockerfile.txt", "FROM scratch\nCOPY <<E /made\nyes\nE\n");

        Build($"{Url}/context.tar.gz").Succeeded();
        ProgressLog again = ProgressLog.Of(Build($"{Url}/context.tar.gz").Succeeded());
        Build($"{Url}/Dockerfile.txt").Succeeded();

        again.IsCached("COPY").Should().BeTrue();
        File.ReadAllText(_bench.At("tree", "in")).Should().Be("text");
        File.ReadAllText(_bench.At("tree", "made")).Should().Be("yes\n");
    }

    [SkippableFact]
    public void A1_7_the_dockerfile_comes_from_an_address_and_the_files_from_the_directory()
    {
        _directory.Write("www/Dockerfile", "FROM scratch\nCOPY file /copy\nWRONG\n");
        string context = _bench.Context("context", ("file", "text"));
        ProcessResult wrong = Build("-f", $"{Url}/Dockerfile", context);
        _directory.Write("www/Dockerfile", "FROM scratch\nCOPY file /copy\n");

        Build("-f", $"{Url}/Dockerfile", context).Succeeded();

        File.ReadAllText(_bench.At("tree", "copy")).Should().Be("text");
        wrong.ExitCode.Should().Be(1);
        wrong.Error.Should().StartWith("Dockerfile:3:1: error");
    }

    [SkippableFact]
    public void A5_8_named_contexts_are_archives_and_single_files()
    {
        Archive("www/more.tar", ("in", "text"));
        string context = Dockerfile("COPY --from=archive in /\nCOPY --from=one page.txt /");

        Build("--build-context", $"archive={Url}/more.tar", "--build-context", $"one={Url}/sub/page.txt", context).Succeeded();

        File.ReadAllText(_bench.At("tree", "in")).Should().Be("text");
        File.ReadAllText(_bench.At("tree", "page.txt")).Should().Be("first");
    }

    [SkippableFact]
    public void Https_never_leads_to_http()
    {
        TestCertificate certificate = new(_directory, "localhost");
        using LoopbackServer tls = LoopbackServer.Web(_directory, _directory.At("www"), $"location /down {{ return 302 {Url}/sub/page.txt; }}", certificate);
        SharpbuildCommand trusting = new(_bench.At("state")) { Settings = new ProcessSettings { Environment = new Dictionary<string, string?> { ["SSL_CERT_FILE"] = certificate.CertificatePath } } };
        string address = string.Create(CultureInfo.InvariantCulture, $"https://localhost:{tls.Port}");

        trusting.Build(Dockerfile($"ADD {address}/sub/page.txt /")).Succeeded();
        ProcessResult down = trusting.Build(Dockerfile($"ADD {address}/down /"));
        ProcessResult unknown = Build(Dockerfile($"ADD {address}/sub/page.txt /x/"), "--no-cache");

        down.ExitCode.Should().Be(1);
        down.Error.Should().Contain("redirects from https to http");
        unknown.ExitCode.Should().Be(1);
        unknown.Error.Should().Contain("can not be reached");
    }

    public void Dispose()
    {
        _server?.Dispose();
        _bench.Dispose();
        _directory.Dispose();
    }

    private string Dockerfile(string instructions) => _bench.Context($"c{Guid.NewGuid():N}", ("Dockerfile", $"FROM scratch\n{instructions}\n"));

    private ProcessResult Build(params string[] arguments) => _bench.Sharpbuild.Build(["-o", $"type=local,dest={_bench.At("tree")}", .. arguments]);

    private string Dated(string head) => _bench.Context(
        $"c{Guid.NewGuid():N}",
        ("Dockerfile", $"{head.Replace("URL", Url, StringComparison.Ordinal)}FROM scratch\nARG SOURCE_DATE_EPOCH\nCOPY <<E /value\n$SOURCE_DATE_EPOCH\nE\n"));

    private string Message(string context)
    {
        ProcessResult refused = Build(context);
        refused.ExitCode.Should().Be(1);
        return refused.Error;
    }

    private string Archive(string path, params (string Name, string Text)[] files)
    {
        string source = _directory.MakeDirectory($"a{Guid.NewGuid():N}");
        foreach ((string name, string text) in files)
        {
            File.WriteAllText(Path.Combine(source, name), text);
        }

        ProcessRunner.Run("tar", ["-C", source, path.EndsWith("gz", StringComparison.Ordinal) ? "-czf" : "-cf", _directory.At(path), "."]).Succeeded();
        return _directory.At(path);
    }
}
