using System.Text;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.CommandLine;

/// <summary><c>parse --json</c> and <c>debug --jsonl</c>, the forms in which the parser is compared with others.</summary>
public sealed class ParseCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new("parse");

    [Fact]
    public void A_file_is_one_document_with_instructions_stages_and_warnings()
    {
        string file = _directory.Write("Dockerfile", "# escape=`\nFROM --platform=$P Base AS Build\nRUN --mount=type=tmpfs,target=/t a `\n\n b\nCOPY <<-\"E\" /x\n\t$V\nE\nENV A=1 B=\"2 3\"\nONBUILD CMD [\"c\"]\n");

        Run(["parse", "--json", file]).Succeeded().Output.Should().Be(
            $$"""{"version":1,"file":"{{file}}","escape":"`","directives":{"escape":"`"},"instructions":["""
            + """{"keyword":"FROM","flags":["--platform=$P"],"args":["Base","AS","Build"],"json":false,"heredocs":[],"startLine":2,"endLine":2,"original":"FROM --platform=$P Base AS Build","child":null,"stage":0},"""
            + """{"keyword":"RUN","flags":["--mount=type=tmpfs,target=/t"],"args":["a  b"],"json":false,"heredocs":[],"startLine":3,"endLine":5,"original":"RUN --mount=type=tmpfs,target=/t a  b","child":null,"stage":0},"""
            + """{"keyword":"COPY","flags":[],"args":["<<-\"E\"","/x"],"json":false,"heredocs":[{"name":"E","content":"\t$V\n","expand":false,"chomp":true,"fd":0}],"startLine":6,"endLine":8,"original":"COPY <<-\"E\" /x","child":null,"stage":0},"""
            + """{"keyword":"ENV","flags":[],"args":["A","1","=","B","\"2 3\"","="],"json":false,"heredocs":[],"startLine":9,"endLine":9,"original":"ENV A=1 B=\"2 3\"","child":null,"stage":0},"""
            + """{"keyword":"ONBUILD","flags":[],"args":[],"json":false,"heredocs":[],"startLine":10,"endLine":10,"original":"ONBUILD CMD [\"c\"]","child":"""
            + """{"keyword":"CMD","flags":[],"args":["c"],"json":true,"heredocs":[],"startLine":10,"endLine":10,"original":"CMD [\"c\"]","child":null},"stage":0}],"stages":["""
            + """{"index":0,"name":"build","base":"Base","platform":"$P","startLine":2,"endLine":10}],"warnings":[{"rule":"NoEmptyContinuation","line":5}]}""" + "\n");
    }

    [Fact]
    public void A_check_comment_above_an_instruction_leaves_the_stages_out_as_in_the_reference()
    {
        string file = _directory.Write("Dockerfile", "FROM scratch\n# check=skip=all\nCOPY a /a\n");

        Run(["parse", "--json", file]).Succeeded().Output.Should().Contain("\"stagesOmitted\":\"a check comment stands above an instruction\",\"stages\":[]");
    }

    [Fact]
    public void A_refused_file_is_one_line_and_only_grammar_counts_where_that_is_asked_for()
    {
        string file = _directory.Write("Dockerfile", "FROM scratch\n\nNONSENSE x\n");

        ProcessResult refused = Run(["parse", "--json", file]);
        ProcessResult divided = Run(["parse", "--json", "--syntax-only", file]);

        refused.ExitCode.Should().Be(1);
        refused.Output.Should().BeEmpty();
        refused.Error.Should().StartWith($"{file}:3: ").And.EndWith("\n").And.Subject.Count(c => c == '\n').Should().Be(1);
        divided.Succeeded().Output.Should().Contain("{\"keyword\":\"NONSENSE\",\"flags\":[],\"args\":[\"\"]");
    }

    [Fact]
    public void A_batch_reads_names_and_writes_a_line_for_each()
    {
        string good = _directory.Write("good", "FROM scratch\n");
        string bad = _directory.Write("bad", "FROM scratch\nRUN <<E\nx\n");

        string[] lines = Run(["parse", "--json", "--batch"], $"{good}\n{bad}\n").Succeeded().Output.TrimEnd('\n').Split('\n');

        lines.Should().HaveCount(2);
        lines[0].Should().StartWith($"{{\"version\":1,\"file\":\"{good}\",");
        lines[1].Should().StartWith($"{{\"file\":\"{bad}\",\"error\":\"").And.EndWith(",\"line\":2}");
    }

    [Theory]
    [InlineData("""{"op":"word","word":"a${X:-b}$Y","env":{"X":"1"},"escape":"\\"}""", """{"ok":true,"value":"a1","matches":["X"],"unmatched":["Y"]}""")]
    [InlineData("""{"op":"words","word":"$X 'c d'","env":{"X":"a b"},"escape":"\\"}""", """{"ok":true,"words":["a","b","c d"]}""")]
    [InlineData("""{"op":"word","word":"${X?gone}","env":{},"escape":"\\"}""", """{"ok":false,"error":"X: gone"}""")]
    [InlineData("""{"op":"ignore","patterns":["**/x","!y"],"path":"d/x"}""", """{"ok":true,"match":true}""")]
    [InlineData("""{"op":"parse","dockerfile":"FROM a\n"}""", """{"ok":true}""")]
    public void A_debug_request_is_answered_in_a_line(string request, string answer) =>
        Run(["debug", "--jsonl"], request + "\n").Succeeded().Output.Should().Be(answer + "\n");

    public void Dispose() => _directory.Dispose();

    private static ProcessResult Run(string[] arguments, string input = "") =>
        ProcessRunner.Run(SharpbuildCommand.Binary, arguments, new ProcessSettings { Input = Encoding.UTF8.GetBytes(input) });
}
