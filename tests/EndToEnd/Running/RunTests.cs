using System.Globalization;

using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Running;

/// <summary><c>sharpbuild run</c>: what is run, from which image, and with what result.</summary>
public sealed class RunTests
{
    private const string Dockerfile = """
        FROM busybox
        RUN echo 'app:x:1000:1001::/home/app:/bin/sh' >> /etc/passwd && echo 'extra:x:1002:app' >> /etc/group
        ENV COLOR=blue SIZE=big
        USER app
        WORKDIR /work
        ENTRYPOINT ["echo", "entry"]
        CMD ["default"]
        """;

    [SkippableFact]
    public void Entrypoint_command_environment_user_and_directory_are_the_images_unless_given()
    {
        using Workbench bench = Built(Dockerfile);
        string file = bench.At("variables");
        File.WriteAllText(file, "# a comment\n\nCOLOR=green\nHERE\n");
        string[] shell = ["--entrypoint", "sh", "app:1", "-c"];

        Output(bench, "app:1").Should().Be("entry default\n");
        Output(bench, "app:1", "a", "b").Should().Be("entry a b\n");
        Output(bench, "--entrypoint", "pwd", "app:1").Should().Be("/work\n");
        Output(bench, "--entrypoint", "", "app:1", "id", "-u").Should().Be("1000\n");
        Output(bench, [.. shell, "echo $COLOR $SIZE $HOME $(hostname) $HOSTNAME; id -G"]).Should().Be("blue big /home/app sharpbuild sharpbuild\n1001 1002\n");
        Output(bench, ["-e", "COLOR=red", "-e", "NEW=a b", "-w", "/etc", "-u", "0", "-h", "box", .. shell, "echo $COLOR $NEW $PWD $(id -u) $HOME $(hostname)"]).Should().Be("red a b /etc 0 /root box\n");
        Output(bench, ["--env-file", file, "-u", "5:6", .. shell, "echo $COLOR $SIZE; id -u; id -g"]).Should().Be("green big\n5\n6\n");
    }

    [SkippableFact]
    public void Image_is_found_by_name_id_layout_and_archive()
    {
        using Workbench bench = Built(Dockerfile, "-o", "type=image", "-o", "type=oci,dest={0}/oci.tar", "-o", "type=oci,dest={0}/layout,tar=false", "-o", "type=docker,dest={0}/docker.tar", "--iidfile", "{0}/id");
        string id = File.ReadAllText(bench.At("id")).Trim();
        string[] images = ["app:1", id, id["sha256:".Length..][..12], bench.At("oci.tar"), bench.At("layout"), $"oci-layout://{bench.At("layout")}", $"oci-layout://{bench.At("layout")}:1", bench.At("docker.tar"), $"docker-archive://{bench.At("docker.tar")}"];

        string[] outputs = [.. images.Select(image => Output(bench, image))];

        outputs.Should().AllBe("entry default\n");
    }

    [SkippableTheory]
    [InlineData(7, "", "busybox", "sh", "-c", "exit 7")]
    [InlineData(127, "sharpbuild: exec: \"nosuch\": executable file not found in $PATH\n", "busybox", "nosuch")]
    [InlineData(126, "sharpbuild: exec: \"/etc/passwd\": permission denied\n", "busybox", "/etc/passwd")]
    [InlineData(125, "sharpbuild: unknown option --nosuch\n   = help: see sharpbuild --help\n", "--nosuch", "busybox")]
    [InlineData(125, "sharpbuild: \"/nosuch.tar\" does not exist\n", "docker-archive:///nosuch.tar")]
    [InlineData(125, "sharpbuild: unknown user \"who\": not in the image's /etc/passwd\n   = help: use a number, or a user of the image\n", "-u", "who", "busybox", "id")]
    [InlineData(125, "sharpbuild: \"/nosuch\" does not exist and can't be mounted on /x\n   = help: make it first\n", "-v", "/nosuch:/x", "busybox", "id")]
    [InlineData(125, "sharpbuild: --volume: \"name\" is no path, and there are no named volumes\n   = help: write /HOST/PATH:/PATH or ./PATH:/PATH\n", "-v", "name:/x", "busybox", "id")]
    [InlineData(125, "sharpbuild: the image is missing\n   = help: write sharpbuild run [OPTIONS] IMAGE [COMMAND], for example sharpbuild run app:1\n", "--rm")]
    public void Exit_code_is_as_dockers(int exitCode, string error, params string[] words)
    {
        using Workbench bench = new();

        ProcessResult result = bench.Sharpbuild.Run(["run", "--network", "none", .. words.Select(word => word == "busybox" ? Busybox : word)]);

        (result.ExitCode, result.Output, result.Error).Should().Be((exitCode, "", error));
    }

    [SkippableFact]
    public void Input_reaches_the_command_only_when_it_is_interactive()
    {
        using Workbench bench = new();
        ProcessSettings settings = new() { Input = [.. Enumerable.Repeat((byte)'x', 300_000)] };
        bench.With(new SharpbuildCommand(bench.At("state")) { Settings = settings });

        Output(bench, "-i", Busybox, "wc", "-c").Should().Be("300000\n");
        Output(bench, Busybox, "wc", "-c").Should().Be("0\n");
        Output(bench, "-i", Busybox, "head", "-c", "3").Should().Be("xxx");
    }

    [SkippableFact]
    public void Output_that_nobody_reads_ends_the_container()
    {
        using Workbench bench = new();
        string command = $"set -o pipefail; {SharpbuildCommand.Binary} run --root {bench.At("state")} --network none {Busybox} yes | head -1";

        ProcessResult result = ProcessRunner.Run("bash", ["-c", command]);

        (result.ExitCode, result.Output, result.Error).Should().Be((141, "y\n", ""));
    }

    [SkippableFact]
    public void What_a_container_writes_is_gone_with_it()
    {
        using Workbench bench = new();

        Output(bench, Busybox, "sh", "-c", "echo mine > /file; rm /etc/passwd; cat /file");

        Output(bench, Busybox, "sh", "-c", "ls /etc/passwd; test -e /file || echo none").Should().Be("/etc/passwd\nnone\n");
        Directory.EnumerateFileSystemEntries(bench.At("state", "tmp")).Should().BeEmpty();
    }

    [SkippableFact]
    public void Memory_that_runs_out_is_told_with_limit_and_peak()
    {
        using Workbench bench = new();

        ProcessResult result = bench.Sharpbuild.Run("run", "--network", "none", "--memory", "20m", "--stats", Busybox, "dd", "if=/dev/zero", "of=/dev/null", "bs=64M", "count=1");
        Skip.If(result.Error.Contains("no rights on control groups", StringComparison.Ordinal), "no rights on control groups");

        result.ExitCode.Should().Be(137);
        result.Error.Should().MatchRegex("^sharpbuild: exit code 137: killed because it ran out of memory \\(limit 20 MiB, peak (20|19\\.[0-9]) MiB\\)\ncpu [0-9.]+s, peak memory (20\\.97|19|20)\\S*MB, read .*, written .*\n$");
    }

    [SkippableFact]
    public void Without_privileges_it_runs_as_well()
    {
        using Workbench bench = UnprivilegedUser.Workbench("sharpbuild-test");
        string layout = bench.At("layout");
        ProcessRunner.Run("cp", ["-r", BaseImages.Busybox(), layout]).Succeeded();
        ProcessRunner.Run("chmod", ["-R", "a+rX", layout]).Succeeded();

        string output = Output(bench, "-u", "5", layout, "sh", "-c", "id -u; touch /tmp/file && stat -c %u /tmp/file");

        output.Should().Be("5\n5\n");
    }

    internal static string Busybox => $"oci-layout://{BaseImages.Busybox()}:latest";

    internal static string Output(Workbench bench, params string[] words) => bench.Sharpbuild.Run(["run", "--network", "none", .. words]).Succeeded().Output;

    private static Workbench Built(string dockerfile, params string[] options)
    {
        Workbench bench = new();
        string context = bench.Context("context", ("Dockerfile", dockerfile));
        bench.Sharpbuild.Build([.. Workbench.Bases("busybox"), "-t", "app:1", .. options.Select(option => string.Format(CultureInfo.InvariantCulture, option, bench.At())), context]).Succeeded();
        return bench;
    }
}
