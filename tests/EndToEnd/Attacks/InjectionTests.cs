using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>Text that tries to be obeyed: by the terminal, by git, by the shell, by the reader of a log. Control characters are looked for after every build.</summary>
public sealed class InjectionTests
{
    private const string Clear = "\u001b[2J\u001b]0;owned\u0007\u001b]52;c;cm0=\u0007\u009b31m\u202e";

    private static readonly AttackTable Attacks = new()
    {
        { "output", Text("FROM busybox\nRUN printf '\\033[2J\\033]0;x\\007\\r#1 DONE\\b\\b\\x9b31m\\n' ; printf '\\033' >&2\n"), null },
        { "output that fails", Text("FROM busybox\nRUN printf '\\033[2J\\033]52;c;x\\007\\n'; exit 7\n"), "exit" },
        { "output is binary", Text("FROM busybox\nRUN head -c 100000 /dev/urandom; head -c 1000 /dev/zero\n"), null },
        { "output forges progress", Text("FROM busybox\nRUN printf 'x\\n#1 CACHED\\nsharpbuild: image sha256:0\\n'\n"), null },
        { "instruction", Text($"FROM busybox\nRUN true {Clear}\nLABEL a={Clear}\nENV b={Clear}\n"), null },
        { "unknown instruction", Text($"FROM busybox\n{Clear} x\n"), "unknown instruction" },
        { "comment and directive", Text($"# syntax={Clear}\n# escape={Clear}\nFROM busybox\n"), Attack.Either },
        { "stage name", Text($"FROM busybox AS {Clear}\n"), "" },
        { "file name in a message", Text("FROM scratch\nCOPY no\u001b]0;x\u0007\u009b31m\u202ething /\n"), "not found" },
        { "file name in a miss", b => Text("FROM scratch\nCOPY . /\n")(b.With("a\u001b[2J\nb", "x").With("\u0007", "y")), null },
        { "file name of a whiteout", b => Text("FROM scratch\nCOPY . /\n")(b.With(".wh.\u001b[2J", "x")), ".wh." },
        { "build argument", b => Args(b, "FROM busybox\nARG A\nRUN echo \"$A\" > /a\nLABEL a=$A\n", "--build-arg", "A=1\nRUN touch /owned\n" + Clear), null,
            b => b.Image().Keys.Should().NotContain("owned") },
        { "build argument as image", b => Args(b, "ARG A\nFROM $A\n", "--build-arg", "A=busybox\nRUN x"), "busybox" },
        { "build argument as an option", b => Args(b, "ARG A\nFROM $A\n", "--build-arg", "A=--platform=x"), Attack.Either },
        { "label", b => Args(b, "FROM busybox\n", "--label", "a\n\"b=" + Clear + "\"\nLABEL c=d"), null },
        { "name of the image", b => Args(b, "FROM busybox\n", "-t", "a" + Clear), "a" },
        { "name with a path", b => Args(b, "FROM busybox\n", "-t", "../../host/x:y"), ".." },
        { "name with a line feed", b => Args(b, "FROM busybox\n", "-t", "a\nb"), "name" },
        { "tag like a path", b => Args(b, "FROM busybox\n", "-t", "a:../../x"), ".." },
        { "target", b => Args(b, "FROM busybox\n", "--target", Clear), "stage" },
        { "unknown option", b => Args(b, "FROM busybox\n", "--" + Clear), "" },
        { "platform", b => Args(b, "FROM busybox\n", "--platform", Clear), "platform" },
        { "host", b => Args(b, "FROM busybox\nRUN cat /etc/hosts > /hosts\n", "--add-host", "a\n6.6.6.6 b:1.2.3.4"), "host" },
        { "context name", b => Args(b, "FROM busybox\n", "--build-context", Clear + "=/nonexistent"), Attack.Either },
        { "secret id", b => Args(b, "FROM busybox\n", "--secret", "id=" + Clear + ",src=/nonexistent" + Clear), "" },
        { "git program", Text("FROM scratch\nADD ext::sh%20-c%20touch%20/tmp/owned.git /\n"), "" },
        { "git option as host", Text("FROM scratch\nADD ssh://-oProxyCommand=touch%20owned/x.git /\n"), "" },
        { "git option as user host", Text("FROM scratch\nADD git@-oProxyCommand=touch:x.git /\n"), "" },
        { "git option as ref", Text("FROM scratch\nADD https://127.0.0.1:9/x.git#--upload-pack=touch /\n"), "" },
        { "git option as directory", Text("FROM scratch\nADD https://127.0.0.1:9/x.git#main:--output=x /\n"), "" },
        { "git from a file", b => Text($"FROM scratch\nADD file://{b.Canary.At()}/x.git /\n")(b), "" },
        { "address of a file", b => Text($"FROM scratch\nADD file://{b.Canary.At("secret")} /\n")(b), "" },
        { "address with a line feed", Text("FROM scratch\nADD http://127.0.0.1:9/a%0d%0aHost:%20evil /\n"), "" },
        { "registry name", Text($"FROM 127.0.0.1:9/{Clear}\n"), "" },
        { "registry with a path", Text("FROM 127.0.0.1:9/../../x:y\n"), "" },
        { "mount option", Text("FROM busybox\nRUN --mount=type=cache,target=/m,id=a:b,sharing=locked,\\\u001b[2J true\n"), "" },
        { "user with a line feed", Text("FROM busybox\nENV U=\"root\\nx\"\nUSER a\u001b[2J\nRUN true\n"), "" },
        { "account with control characters", Text("FROM busybox\nRUN printf 'x\\033[2J:x:7:7::/:/bin/sh\\n' >> /etc/passwd\nCOPY --chown=x:y Dockerfile /\n"), "" },
        { "rawjson progress", b => Args(b, "FROM busybox\nRUN printf '\\033[2J\\xff\\xfe\"}\\n'\n", "--progress", "rawjson"), null },
    };

    public static TheoryData<string> Names => Attacks.Names;

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Text_is_shown_and_not_obeyed(string name) => Attacks[name].Run();

    [SkippableFact]
    public void History_and_labels_hold_the_text_as_it_is()
    {
        Requires.Root();
        using AttackBench bench = new();
        bench.With("Dockerfile", "FROM busybox\nLABEL a=\"x\u001by\"\n");

        bench.Build().Succeeded();

        JsonObject configuration = OciImage.Open(bench.At("out")).Configuration;
        ((string)configuration["config"]!["Labels"]!["a"]!).Should().Be("x\u001by");
    }

    private static Action<AttackBench> Text(string dockerfile) => bench => bench.With("Dockerfile", dockerfile);

    private static string[] Args(AttackBench bench, string dockerfile, params string[] arguments)
    {
        bench.With("Dockerfile", dockerfile);
        return arguments;
    }
}
