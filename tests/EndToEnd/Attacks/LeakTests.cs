using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>What must stay secret: secrets, passwords in addresses, the environment of the host.</summary>
public sealed class LeakTests
{
    private const string Password = "pass-3f1d77aa";

    [SkippableTheory]
    [InlineData("RUN --mount=type=secret,id=s cat /run/secrets/s > /dev/null", 0)]
    [InlineData("RUN --mount=type=secret,id=s,target=/etc/s,mode=0444,uid=5 cat /etc/s | sha256sum > /sum", 0)]
    [InlineData("RUN --mount=type=secret,id=s,env=TOKEN test -n \"$TOKEN\"", 0)]
    [InlineData("RUN --mount=type=secret,id=s cat /run/secrets/s > /tmp/x; rm /tmp/x; exit 3", 1)]
    [InlineData("RUN --mount=type=secret,id=s,target=/run/secrets/s false", 1)]
    public void A_secret_is_nowhere_afterwards(string instruction, int exitCode)
    {
        Requires.Root();
        using AttackBench bench = new();
        bench.With("Dockerfile", $"FROM busybox\n{instruction}\nRUN ls -R /run /tmp > /left 2>&1; true\n");
        File.WriteAllText(bench.At("s"), Canary.Text);

        ProcessResult result = bench.Build("--secret", $"id=s,src={bench.At("s")}", "--metadata-file", bench.At("metadata"));

        result.ExitCode.Should().Be(exitCode, result.Error);
        Canary.IsIn(bench.At("state")).Should().BeFalse("the store holds the secret");
        Canary.IsIn(bench.At("tmp")).Should().BeFalse("a temporary file holds the secret");
        Canary.IsIn(bench.At("metadata")).Should().BeFalse("the metadata hold the secret");
    }

    [SkippableFact]
    public void The_environment_of_the_host_stays_outside()
    {
        Requires.Root();
        using AttackBench bench = new();
        bench.With("Dockerfile", "FROM busybox\nARG HOST_ONLY\nENV COPY=$HOST_ONLY\nRUN env > /env; cat /proc/1/environ > /init; cat /proc/*/cmdline > /commands; true\n");

        bench.Build().Succeeded();

        Canary.IsIn(bench.At("state")).Should().BeFalse();
        bench.Image().Keys.Should().Contain(["env", "init", "commands"]);
    }

    [SkippableTheory]
    [InlineData("http_proxy")]
    [InlineData("HTTPS_PROXY")]
    [InlineData("FTP_PROXY")]
    [InlineData("no_proxy")]
    [InlineData("ALL_PROXY")]
    public void Proxies_reach_the_command_but_not_the_image(string name)
    {
        Requires.Root();
        using AttackBench bench = new();
        bench.With("Dockerfile", $"FROM busybox\nRUN test \"${name}\" = http://user:{Password}@proxy:1\n");

        ProcessResult result = bench.Build("--build-arg", $"{name}=http://user:{Password}@proxy:1").Succeeded();

        (result.Output + result.Error).Replace($"RUN test \"${name}\" = http://user:{Password}@proxy:1", "", StringComparison.Ordinal).Should().NotContain(Password);
        OciImage.Open(bench.At("out")).Configuration["config"]!.ToJsonString().Should().NotContain(Password);
    }

    [SkippableTheory]
    [InlineData("FROM scratch\nADD http://user:pass-3f1d77aa@127.0.0.1:9/x /\n")]
    [InlineData("FROM scratch\nADD https://user:pass-3f1d77aa@127.0.0.1:9/x.git /\n")]
    [InlineData("FROM scratch\nADD git@127.0.0.1:pass-3f1d77aa/x.git /\n", false)]
    [InlineData("ARG P\nFROM scratch\nARG P\nADD http://user:${P}@127.0.0.1:9/x /\n")]
    public void A_password_in_an_address_is_in_no_message(string dockerfile, bool isPassword = true)
    {
        Requires.Root();
        using AttackBench bench = new();
        bench.With("Dockerfile", dockerfile);

        ProcessResult result = bench.Build("--build-arg", "P=" + Password);

        result.ExitCode.Should().Be(1);
        IEnumerable<string> lines = (result.Output + result.Error).Split('\n').Where(line => !line.Contains(" | ", StringComparison.Ordinal));
        if (isPassword)
        {
            lines.Where(line => line.Contains(Password, StringComparison.Ordinal)).Should().BeEmpty();
        }
    }

    [SkippableTheory]
    [InlineData("http://user:pass-3f1d77aa@127.0.0.1:9/context.tar")]
    [InlineData("https://user:pass-3f1d77aa@127.0.0.1:9/repository.git#main:dir")]
    public void A_password_in_the_address_of_the_context_is_in_no_message(string context)
    {
        using AttackBench bench = new();

        ProcessResult result = bench.Run("build", "--progress", "plain", context);

        result.ExitCode.Should().NotBe(0);
        (result.Output + result.Error).Should().NotContain(Password);
    }
}
