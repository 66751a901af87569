using Sharpbuild.Builder.History;
using Sharpbuild.Insight.Reports;

namespace Sharpbuild.Insight.Tests.Reports;

public sealed class MarkdownReportTests
{
    [Fact]
    public void Nothing_in_names_or_reasons_becomes_markup()
    {
        BuildRecord build = SampleRecord.Whole();
        RecordedStep step = SampleRecord.Step(1, 0, "RUN a | `b`\nc") with { Reason = "<b>*x*</b> | y" };

        string text = MarkdownReport.Write(build with { Steps = [step] }, before: null);

        text.Should().Contain("\n| `build 1: RUN a \\| 'b' c` | hit | 1.0s | 1.02kB | &lt;b&gt;\\*x\\*&lt;/b&gt; \\| y |\n");
    }

    [Fact]
    public void The_size_is_set_beside_the_build_before()
    {
        BuildRecord build = SampleRecord.Whole();
        BuildRecord before = build with { Result = build.Result! with { Layers = [new RecordedLayer("sha256:d", 24)] } };

        MarkdownReport.Write(build, before).Should().Contain("\n- image 1.02kB, 1kB more than before; line 3 gives 1.02kB\n").And.StartWith("## app:1: succeeded in 2.0s\n\n- 1 of 2 steps cached (50 %), which saved 1.0s\n");
    }
}
