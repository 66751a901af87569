using System.Text.Json;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Expansion;
using Sharpbuild.Dockerfiles.Ignore;

namespace Sharpbuild.Cli.Parsing;

/// <summary><c>sharpbuild debug --jsonl</c>: answers questions about words, patterns and files, one a line.</summary>
internal static class DebugCommand
{
    private const int BadUsage = 2;

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">What follows <c>debug</c>.</param>
    /// <param name="input">The questions.</param>
    /// <param name="output">Receives the answers.</param>
    /// <param name="error">Receives what is wrong with the command line.</param>
    /// <returns>The exit status.</returns>
    public static int Run(ReadOnlySpan<string> arguments, TextReader input, TextWriter output, TextWriter error)
    {
        if (arguments is not ["--jsonl"])
        {
            error.WriteLine("usage: sharpbuild debug --jsonl");
            return BadUsage;
        }

        while (input.ReadLine() is { } line)
        {
            output.WriteLine(Answer(line));
            output.Flush();
        }

        return 0;
    }

    private static string Answer(string line)
    {
        try
        {
            using JsonDocument request = JsonDocument.Parse(line);
            JsonElement root = request.RootElement;
            return Text(root, "op") switch
            {
                "word" => AnswerWord(root, split: false),
                "words" => AnswerWord(root, split: true),
                "ignore" => AnswerIgnore(root),
                "parse" => AnswerParse(root),
                var op => Failure($"unknown op \"{op}\"", null),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return Failure(exception.Message, null);
        }
    }

    private static string AnswerWord(JsonElement request, bool split)
    {
        Dictionary<string, string> variables = [];
        if (request.TryGetProperty("env", out JsonElement environment))
        {
            foreach (JsonProperty variable in environment.EnumerateObject())
            {
                variables[variable.Name] = variable.Value.GetString() ?? "";
            }
        }

        string word = Text(request, "word");
        char escape = request.TryGetProperty("escape", out JsonElement given) && given.GetString() is [var first] ? first : '\\';
        ExpansionResult result = split
            ? VariableExpander.ExpandToWords(word, variables.GetValueOrDefault, escape)
            : VariableExpander.Expand(word, variables.GetValueOrDefault, escape);
        return SyntaxDump.WriteObject(json =>
        {
            json.WriteBoolean("ok", result.Error is null);
            if (result.Error is not null)
            {
                SyntaxDump.WriteText(json, "error", result.Error);
            }
            else if (split)
            {
                SyntaxDump.WriteTexts(json, "words", result.Words);
            }
            else
            {
                SyntaxDump.WriteText(json, "value", result.Value);
                SyntaxDump.WriteTexts(json, "matches", result.Matched);
                SyntaxDump.WriteTexts(json, "unmatched", result.Unmatched);
            }
        });
    }

    private static string AnswerIgnore(JsonElement request)
    {
        try
        {
            IEnumerable<string> lines = request.GetProperty("patterns").EnumerateArray().Select(line => line.GetString() ?? "");
            IgnorePatterns patterns = IgnorePatterns.Parse(lines);
            bool isIgnored = patterns.IsIgnored(Text(request, "path"));
            return SyntaxDump.WriteObject(json =>
            {
                json.WriteBoolean("ok", true);
                json.WriteBoolean("match", isIgnored);
            });
        }
        catch (FormatException exception)
        {
            return Failure(exception.Message, null);
        }
    }

    private static string AnswerParse(JsonElement request)
    {
        SourceText source = new("Dockerfile", Text(request, "dockerfile"));
        Diagnostic? first = Dockerfile.Parse(source).Diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == Severity.Error);
        return first is null
            ? SyntaxDump.WriteObject(json => json.WriteBoolean("ok", true))
            : Failure(first.Message, source.GetLinePosition(first.Span.Start).Line);
    }

    private static string Failure(string message, int? line) => SyntaxDump.WriteObject(json =>
    {
        json.WriteBoolean("ok", false);
        SyntaxDump.WriteText(json, "error", message);
        if (line is { } number)
        {
            json.WriteNumber("line", number);
        }
    });

    private static string Text(JsonElement request, string name) => request.GetProperty(name).GetString() ?? "";
}
