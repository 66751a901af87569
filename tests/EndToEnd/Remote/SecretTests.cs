using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Remote;

/// <summary>Secrets: what a step sees of them (A7), that they stay nowhere, and that a build that would keep one fails.</summary>
public sealed class SecretTests : IDisposable
{
    private const string Value = "tr0ub4dor+and/three==";

    private readonly Workbench _bench = new();
    private readonly string _file;

    public SecretTests()
    {
        Directory.CreateDirectory(_bench.At("keys"));
        _file = _bench.At("keys", "token");
        File.WriteAllText(_file, Value + "\n");
    }

    [SkippableFact]
    public void A7_a_secret_is_a_file_or_a_variable_with_mode_and_owner()
    {
        string context = Dockerfile("""
            RUN --mount=type=secret,id=token stat -c '%a %u:%g %s' /run/secrets/token > /a
            RUN --mount=type=secret,id=token,target=/etc/t,mode=0440,uid=5,gid=6 stat -c '%a %u:%g %s' /etc/t > /b
            RUN --mount=type=secret,id=fromenv,env=TOKEN test ! -e /run/secrets/fromenv && echo ${#TOKEN} > /c
            RUN --mount=type=secret,id=fromenv,env=TOKEN,target=/t test $(wc -c < /t) = ${#TOKEN}
            RUN --mount=type=secret,id=absent test ! -e /run/secrets/absent
            """);
        SharpbuildCommand command = new(_bench.At("state")) { Settings = new ProcessSettings { Environment = new Dictionary<string, string?> { ["MY_TOKEN"] = Value } } };

        command.Build([.. Workbench.Bases("busybox"), "--secret", $"id=token,src={_file}", "--secret", "id=fromenv,env=MY_TOKEN", "-o", $"type=local,dest={_bench.At("tree")}", context]).Succeeded();

        File.ReadAllText(_bench.At("tree", "a")).Should().Be("400 0:0 22\n");
        File.ReadAllText(_bench.At("tree", "b")).Should().Be("440 5:6 22\n");
        File.ReadAllText(_bench.At("tree", "c")).Should().Be("21\n");
        File.Exists(_bench.At("tree", "etc", "t")).Should().BeFalse();
        ExpectNoTrace();
    }

    [SkippableFact]
    public void A7_a_secret_from_a_pipe_is_there_for_each_step_and_stays_nowhere()
    {
        string context = Dockerfile("""
            RUN --mount=type=secret,id=token stat -c %s /run/secrets/token > /a
            RUN --mount=type=secret,id=token,env=TOKEN echo ${#TOKEN} > /b
            """);
        string[] build = [SharpbuildCommand.Binary, "build", "--root", _bench.At("state"), .. Workbench.Bases("busybox"), "-o", $"type=local,dest={_bench.At("tree")}", context];

        ProcessRunner.Run("bash", ["-c", $"\"$@\" --secret id=token,src=<(echo '{Value}')", "-", .. build]).Succeeded();

        File.ReadAllText(_bench.At("tree", "a")).Should().Be("22\n");
        File.ReadAllText(_bench.At("tree", "b")).Should().Be("22\n");
        ExpectNoTrace();
    }

    [SkippableFact]
    public void A7_a_required_secret_that_is_not_given_is_named()
    {
        ProcessResult refused = Build(Dockerfile("RUN --mount=type=secret,id=other,required=true true"));

        refused.ExitCode.Should().Be(1);
        refused.Error.Should().Contain("secret \"other\" is required").And.Contain("pass --secret id=other,src=FILE or --secret id=other,env=VARIABLE");
    }

    [SkippableFact]
    public void A7_another_value_of_a_secret_is_no_miss()
    {
        string context = Dockerfile("RUN --mount=type=secret,id=token test -s /run/secrets/token");

        Build(context).Succeeded();
        File.WriteAllText(_file, "another value");

        ProgressLog.Of(Build(context).Succeeded()).IsCached("RUN").Should().BeTrue();
    }

    [SkippableTheory]
    [InlineData("RUN --mount=type=secret,id=token cp /run/secrets/token /kept", "in \"/kept\"")]
    [InlineData("RUN --mount=type=secret,id=token (head -c 200000 /dev/zero; cat /run/secrets/token; head -c 300000 /dev/zero) > /dir/kept", "in \"/dir/kept\"")]
    [InlineData("RUN --mount=type=secret,id=token base64 < /run/secrets/token > /coded", "(in base64) in \"/coded\"")]
    [InlineData("RUN --mount=type=secret,id=token (printf xy; cat /run/secrets/token) | base64 > /coded", "(in base64) in \"/coded\"")]
    [InlineData("RUN --mount=type=secret,id=token ln -s $(sed s,/,%2F, /run/secrets/token) /link; touch \"/$(tr / _ < /run/secrets/token)\"; cat /run/secrets/token > /z", "in \"/z\"")]
    [InlineData("COPY token /copied", "in \"/copied\"")]
    [InlineData("ARG T=tr0ub4dor+and/three==\nRUN echo $T | wc -c", "ARG T contains the value of the secret \"token\"")]
    [InlineData("ENV T=tr0ub4dor+and/three==", "the image's config contains the value of the secret \"token\" in ENV T")]
    [InlineData("LABEL t=tr0ub4dor+and/three==", "the image's config contains the value of the secret \"token\" in LABEL t")]
    [InlineData("CMD echo tr0ub4dor+and/three==", "the image's config contains the value of the secret \"token\" in the history of CMD")]
    public void A_build_that_would_keep_a_secret_fails_and_names_the_place(string instructions, string place)
    {
        string context = Dockerfile($"RUN mkdir /dir\n{instructions}", ("token", Value));

        ProcessResult failed = Build(context);

        failed.ExitCode.Should().Be(1);
        failed.Error.Should().Contain(place).And.Contain("--secret-scan=warn builds all the same").And.NotContain("   at ");
        if (!instructions.Contains(Value, StringComparison.Ordinal))
        {
            ExpectNoTrace();
        }
    }

    [SkippableFact]
    public void A_warning_or_nothing_comes_instead_where_that_is_asked_for()
    {
        string context = Dockerfile("RUN --mount=type=secret,id=token cp /run/secrets/token /kept");

        ProcessResult warned = Build("--secret-scan=warn", context).Succeeded();
        ProcessResult quiet = Build("--secret-scan=off", "--no-cache", context).Succeeded();

        warned.Error.Should().Contain("warning: the layer of this step contains the value of the secret \"token\" in \"/kept\"");
        quiet.Error.Should().NotContain("secret \"token\"");
        Build("--secret-scan=never", context).ExitCode.Should().Be(2);
    }

    [SkippableFact]
    public void A_short_value_is_passed_over()
    {
        File.WriteAllText(_file, "1234567\n");

        Build(Dockerfile("RUN --mount=type=secret,id=token cp /run/secrets/token /kept")).Succeeded();

        File.ReadAllText(_bench.At("tree", "kept")).Should().Be("1234567\n");
    }

    [SkippableTheory]
    [InlineData("cat /run/secrets/token", true)]
    [InlineData("printf 'x%sy' \"$(cat /run/secrets/token)\" >&2; false", false)]
    [InlineData("for part in tr0ub4do 'r+and/thr' ee==; do printf '%s' \"$part\"; sleep 0.2; done; false", false)]
    public void A_value_that_a_command_prints_is_hidden_in_progress_errors_and_records(string command, bool succeeds)
    {
        string context = Dockerfile($"RUN --mount=type=secret,id=token {command}");

        ProcessResult result = Build(context);

        (result.ExitCode == 0).Should().Be(succeeds);
        result.Error.Should().Contain("***").And.NotContain(Value);
        ExpectNoTrace();
    }

    public void Dispose() => _bench.Dispose();

    private void ExpectNoTrace() => ProcessRunner.Run("grep", ["-rlaF", "-e", Value, "-e", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Value))[..24], _bench.At("state")]).Text.Should().BeEmpty();

    private string Dockerfile(string instructions, params (string Path, string Text)[] files) =>
        _bench.Context("context", [("Dockerfile", $"FROM busybox\n{instructions}\n"), .. files]);

    private ProcessResult Build(params string[] arguments) =>
        _bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "--secret", $"id=token,src={_file}", "-o", $"type=local,dest={_bench.At("tree")}", .. arguments]);
}
