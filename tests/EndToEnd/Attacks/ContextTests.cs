using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>Contexts whose names and links lead to the host.</summary>
public sealed class ContextTests
{
    private const string NotThere = "not found in the build context";
    private const string LeadsToNothing = "which leads to nothing";

    private static readonly AttackTable Attacks = new()
    {
        { "parent in source", Copy("../host/secret /"), NotThere },
        { "many parents in source", Copy("../../../../../../../etc/shadow /"), NotThere },
        { "absolute source", Copy("/etc/shadow /"), NotThere },
        { "parent behind a directory", b => Copy("d/../../host/secret /")(b.With("d/f", "")), NotThere },
        { "absolute link", b => Copy("l /")(b.WithLink("l", "HOST/secret")), LeadsToNothing },
        { "relative link", b => Copy("l /")(b.WithLink("l", "../host/secret")), LeadsToNothing },
        { "link to a directory of the host", b => Copy("l/secret /")(b.WithLink("l", "HOST")), NotThere },
        { "link to a directory, wildcard", b => Copy("*/sec* /")(b.WithLink("l", "../host")), null, b => b.Image().Should().BeEmpty() },
        { "chain of links", b => Copy("a /")(b.WithLink("a", "b").WithLink("b", "c").WithLink("c", "../host/secret")), LeadsToNothing },
        { "link to /proc/self/root", b => Copy("l/etc/shadow /")(b.WithLink("l", "/proc/self/root")), NotThere },
        { "link to a descriptor", b => Copy("l /")(b.WithLink("l", "/proc/self/fd/3")), LeadsToNothing },
        { "link to itself", b => Copy("l /")(b.WithLink("l", "l")), "40 symbolic links" },
        { "links in a ring", b => Copy("a /")(b.WithLink("a", "b").WithLink("b", "a")), "40 symbolic links" },
        { "link in a tree stays a link", b => Copy("d /d")(b.With("d/f", "").WithLink("d/l", "HOST/secret")), null, b => b.Image()["d/l"].Type.Should().Be('s') },
        { "parents flag", b => Copy("--parents l/./secret /")(b.WithLink("l", "../host")), LeadsToNothing },
        { "exclude flag", b => Copy("--exclude=../* ../host /")(b.With("f", "")), NotThere },
        { "add of a link", b => Dockerfile("FROM scratch\nADD l /\n")(b.WithLink("l", "HOST/secret")), LeadsToNothing },
        { "destination with parents", Copy("f ../../../../host/secret"), null, b => b.Image().Keys.Should().Contain("host/secret") },
        { "destination through a link of the image", Dockerfile("FROM busybox\nRUN ln -s ../../../../../ /up && ln -s / /l\nCOPY f /up/etc/f\nCOPY f /l/../../tmp/f\n"), null,
            b => b.Image().Keys.Should().Contain(["etc/f", "tmp/f"]) },
        { "heredoc name with parents", Dockerfile("FROM scratch\nCOPY <<../../host/x /d/\nx\n../../host/x\n"), null, b => b.Image().Keys.Should().BeEquivalentTo("d", "d/x") },
        { "link in a stage", Dockerfile("FROM busybox AS a\nRUN ln -s /etc/hostname /l && ln -s ../../../../../../etc/hostname /m\nFROM scratch\nCOPY --from=a /l /m /\n"), LeadsToNothing },
        { "proc of a stage", Dockerfile("FROM busybox AS a\nRUN ln -s /proc/self/environ /l\nFROM scratch\nCOPY --from=a /l /\n"), LeadsToNothing },
        { "ignore file is a link", b => Copy(". /d")(b.With("f", "").WithLink(".dockerignore", "HOST/secret")), ".dockerignore" },
        { "ignore file is a directory", b => Copy(". /d")(b.With(".dockerignore/f", "")), ".dockerignore" },
        { "ignore file is a pipe", b => Copy(". /d")(b.With("f", "").Node(".dockerignore", "p")), ".dockerignore" },
        { "ignore file of control characters", b => Copy("f /d")(b.With("f", "").With(".dockerignore", "\u001b[31m\0[\n[a-\n!\n")), ".dockerignore" },
        { "ignore pattern that leads out", b => Copy("f /d")(b.With("f", "").With(".dockerignore", "../../host\n!../host\n/../..\n")), null },
        { "ignore patterns that backtrack", b => Copy(". /d")(b.With(new string('a', 200), "").With(".dockerignore", string.Concat(Enumerable.Repeat("*a", 60)) + "b\n" + string.Concat(Enumerable.Repeat("**/", 200)) + "b\n" + string.Concat(Enumerable.Repeat("[a-z]*", 60)) + "0\n")), null },
        { "ignore pattern of 1 MB", b => Copy(". /d")(b.With("f", "").With(".dockerignore", new string('*', 1 << 20) + "\n" + string.Concat(Enumerable.Repeat("?", 100_000)))), null },
        { "ignore file of 20 MB", b => Copy(". /d")(b.With(".dockerignore", new string('#', 20 << 20))), ".dockerignore" },
        { "source pattern of 10,000 parts", Copy(string.Concat(Enumerable.Repeat("*/", 10_000)) + "x /"), Attack.Either },
        { "source of braces and brackets", Copy("[ [a- [!] [^] {a,b} \\ /d/"), Attack.Either },
        { "source of 5,000 bytes", Copy(new string('s', 5000) + " /"), Attack.Either },
        { "source with a NUL", Copy("a\0b /"), Attack.Either },
        { "source through a file", b => Copy("f/../../host/secret /")(b.With("f", "")), NotThere },
        { "40 links before the host", b => { for (int i = 0; i < 39; i++) { b.WithLink($"l{i}", $"l{i + 1}"); } Copy("l0/secret /")(b.WithLink("l39", "HOST")); }, NotThere },
        { "link to the context's own root", b => Copy("l /d")(b.With("f", "x").WithLink("l", ".")), null },
        { "link to above and back", b => Copy("l/f /")(b.With("f", "x").WithLink("l", "../context")), Attack.Either },
        { "chown to a file of the host", Dockerfile("FROM busybox\nCOPY --chown=../../etc/passwd:0 f /\n"), Attack.Either },
        { "chown beyond", Dockerfile("FROM busybox\nCOPY --chown=4294967296:-1 f /\n"), Attack.Either },
        { "chmod beyond", Dockerfile("FROM busybox\nCOPY --chmod=77777 f /\n"), "chmod" },
        { "destination with a NUL", Copy("f /a\0b"), Attack.Either },
        { "destination of 5,000 bytes", Copy("f /" + new string('d', 5000)), Attack.Either },
        { "destination of 2,000 levels", Copy("f /" + string.Concat(Enumerable.Repeat("d/", 2000))), Attack.Either },
        { "destination below a file", Dockerfile("FROM busybox\nCOPY f /etc/passwd/x\n"), "passwd" },
        { "destination in a ring of links", Dockerfile("FROM busybox\nRUN ln -s b /a && ln -s a /b\nCOPY f /a/x\n"), "/a" },
        { "Dockerfile is a link to the host", b => b.WithLink("Dockerfile", "../host/Dockerfile"), "Dockerfile" },
        { "Dockerfile is an absolute link to the host", b => b.WithLink("Dockerfile", "HOST/Dockerfile"), "Dockerfile" },
        { "Dockerfile is a directory", b => b.With("Dockerfile/f", ""), "Dockerfile" },
        { "Dockerfile is a pipe", b => b.Node("Dockerfile", "p"), "Dockerfile" },
        { "Dockerfile is an endless device", b => b.Node("Dockerfile", "c", "1", "5"), "Dockerfile" },
        { "Dockerfile is empty", b => b.With("Dockerfile", ""), "Dockerfile" },
        { "Dockerfile is binary", b => b.With("Dockerfile", [0x7f, (byte)'E', (byte)'L', (byte)'F', 0, 1, 2, 0xff, 0x1b, (byte)'[', (byte)'2', (byte)'J']), "Dockerfile" },
        { "Dockerfile is too long", b => b.With("Dockerfile", new string('#', 17 << 20)), "16777216" },
        { "-f leads out of the context by a link", b => Files(b.WithLink("l", "../host"), "-f", b.At("context", "l", "Dockerfile")), "Dockerfile" },
        { "-f is not there", b => Files(b, "-f", b.At("context", "none\u001b[2J")), "none" },
        { "-f is a directory", b => Files(b, "-f", b.At("context")), "no regular file" },
        { "pipe as source", b => Copy("p /")(b.Node("p", "p")), null, b => b.Image()["p"].Type.Should().Be('p') },
        { "device as source", b => Copy("z /")(b.Node("z", "c", "1", "5")), null, b => b.Image()["z"].Type.Should().Be('c') },
        { "device 0:0 as source", b => Copy("d /d")(b.With("d/f", "").Node("d/w", "c", "0", "0")), "0:0" },
        { "whiteout as source", b => Copy(". /")(b.With(".wh.etc", "")), ".wh.etc" },
        { "whiteout as destination", Copy("f /.wh..wh..opq"), ".wh..wh..opq" },
        { "whiteout as directory", Copy("f /d/.wh.x/"), ".wh.x" },
        { "whiteout out of a heredoc", Dockerfile("FROM busybox\nCOPY <<.wh.bin /\n.wh.bin\n"), ".wh.bin" },
    };

    public static TheoryData<string> Names => Attacks.Names;

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void An_attack_stays_in_the_context(string name) => Attacks[name].Run();

    [SkippableTheory]
    [InlineData("absolute link")]
    [InlineData("link to a directory of the host")]
    [InlineData("link in a tree stays a link")]
    [InlineData("destination through a link of the image")]
    public void The_same_without_privileges(string name) => Attacks[name].Run("sharpbuild-test");

    private static Action<AttackBench> Copy(string words) => Dockerfile($"FROM scratch\nCOPY {words}\n");

    private static Action<AttackBench> Dockerfile(string text) => bench =>
    {
        bench.With("Dockerfile", text);
        if (text.Contains(" f ", StringComparison.Ordinal))
        {
            bench.With("f", "f");
        }
    };

    private static string[] Files(AttackBench bench, params string[] arguments)
    {
        bench.With("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
        return arguments;
    }
}
