using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>Capabilities of files, shown by what a program can do with them.</summary>
public sealed class FileCapabilityTests
{
    /// <summary>Every <c>take</c> is by a user without rights, who could not give a file away.</summary>
    private const string Dockerfile = """
        FROM busybox AS made
        ADD capable.tar /
        RUN cp /capable /made && /made give /made
        USER 1000:1000
        RUN touch /tmp/f /tmp/g && /made take /tmp/f && test "$(stat -c %u:%g /tmp/f)" = 7:7 && cp /made /tmp/copy && ! /tmp/copy take /tmp/g
        FROM busybox
        ADD capable.tar /
        COPY --from=made /made /copied
        USER 1000:1000
        RUN for program in capable copied; do touch /tmp/$program && /$program take /tmp/$program && test "$(stat -c %u /tmp/$program)" = 7 || exit 1; done

        """;

    [SkippableTheory]
    [InlineData("auto")]
    [InlineData("host")]
    public void A_program_with_a_capability_keeps_it_through_ADD_RUN_COPY_and_in_the_image(string mode)
    {
        Requires.Root();
        Requires.Program("setcap", "gcc");
        using AttackBench bench = new();
        string program = bench.At("context", "capable");
        ProcessRunner.Run("gcc", ["-static", "-O1", "-o", program, Path.Combine(Repository.Root, "tests/EndToEnd/Attacks/capable.c")]).Succeeded();
        ProcessRunner.Run("setcap", ["cap_chown+ep", program]).Succeeded();
        string[] pack = ["-c", "--format=pax", "--xattrs", "--xattrs-include=security.capability", "-C", bench.At("context"), "-f", bench.At("context", "capable.tar"), "capable"];
        ProcessRunner.Run("tar", pack).Succeeded();
        bench.With("Dockerfile", Dockerfile);

        bench.Build($"--userns={mode}").Succeeded();
        ProcessResult run = bench.Run("run", $"--userns={mode}", $"oci-layout://{bench.At("out")}", "sh", "-c", "touch /tmp/x; /copied take /tmp/x; stat -c %u:%g /tmp/x");

        run.Succeeded().Text.Should().Be("7:7");
    }
}
