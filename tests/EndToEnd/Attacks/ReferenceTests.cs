using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>Names of images in FROM, <c>--from</c> and <c>-t</c> that try to be paths, options or addresses of something else.</summary>
public sealed class ReferenceTests
{
    private const string Digest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    public static TheoryData<string> References =>
    [
        "../host", "/host", "./host", "../../../../etc/passwd", "a/../../host", "a//b", "a/./b", ".", "..", "-", "--platform=x", "-x", "a:../x", "a:b/../c", "a:b:c", "a:", ":a", "a@", "@a",
        "a@sha256:../../host/secret", "a@sha256:" + "zz", "a@md5:00000000000000000000000000000000", "a@sha512:" + "aa", $"a@{Digest.ToUpperInvariant()}", $"a:b@{Digest}@{Digest}", $"a@{Digest}/../x",
        "oci-layout:///etc", "oci-layout://../../host", "docker-archive:///etc/shadow", "docker-image://a/../b", "file:///etc/shadow", "http://127.0.0.1:9/x", "https://user:p@127.0.0.1:9/x", "ssh://127.0.0.1/x",
        "git@127.0.0.1:x.git", "ext::sh", "dir:/etc", "containers-storage:x", "127.0.0.1:9/a", "127.0.0.1:0/a", "127.0.0.1:99999/a", "127.0.0.1:-1/a", "127.0.0.1:9/A", "[::1]:9/a", "[::1/a", "127.0.0.1:9/%2e%2e/a",
        "127.0.0.1:9/a?b=c", "127.0.0.1:9/a#b", "127.0.0.1:9/a\\b", "user:p@127.0.0.1:9/a", "127.0.0.1:9/a b", "xn--\u0430", "\u0430pple/a", "a\u202eb", "a\0b", "a\u007f", "ａ", "$(id)", "`id`", "${X:-../host}", "a;b", "a|b", "a&b", "~", "*",
    ];

    [SkippableTheory]
    [MemberData(nameof(References))]
    public void A_base_is_an_image_of_a_registry_or_an_error(string reference)
    {
        Requires.Root();
        using AttackBench bench = new();
        bench.With("Dockerfile", $"FROM {reference}\nCOPY Dockerfile /\n");

        bench.Build().ExitCode.Should().Be(1);
    }

    [SkippableTheory]
    [MemberData(nameof(References))]
    public void A_source_is_a_stage_an_image_or_an_error(string reference)
    {
        Requires.Root();
        using AttackBench bench = new();
        bench.With("Dockerfile", $"FROM scratch\nCOPY --from={reference} / /\n");

        bench.Build().ExitCode.Should().Be(1);
    }

    [SkippableFact]
    public void Names_of_thousands_of_letters_are_errors()
    {
        Requires.Root();
        foreach (string name in new[] { new string('a', 100_000), string.Concat(Enumerable.Repeat("a/", 50_000)) + "a", new string('9', 4000) + ":9/a", "a:" + new string('b', 4000), "a@sha256:" + new string('a', 4000) })
        {
            using AttackBench bench = new();
            bench.With("Dockerfile", $"FROM {name}\n");

            bench.Build().ExitCode.Should().Be(1);
            bench.With("Dockerfile", "FROM scratch\n").Build("-t", name).ExitCode.Should().BeOneOf(1, 2);
        }
    }
}
