using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Cli.Parsing;

/// <summary>Writes a divided Dockerfile as one line of JSON.</summary>
internal static class SyntaxDump
{
    private const int Version = 1;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document of a Dockerfile.</summary>
    public static string Write(DockerfileSyntax syntax) => WriteObject(json =>
    {
        json.WriteNumber("version", Version);
        WriteText(json, "file", syntax.Source.FileName);
        WriteText(json, "escape", $"{syntax.EscapeCharacter}");
        json.WriteStartObject("directives");
        foreach (Directive directive in syntax.Directives)
        {
            WriteText(json, directive.Name, directive.Value);
        }

        json.WriteEndObject();
        WriteInstructions(json, syntax.Instructions);
        WriteStages(json, syntax);
        json.WriteStartArray("warnings");
        foreach (LineRange lines in syntax.EmptyContinuations)
        {
            json.WriteStartObject();
            json.WriteString("rule", "NoEmptyContinuation");
            json.WriteNumber("line", lines.End);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>The document of a file that is refused.</summary>
    public static string WriteRefusal(string file, string message, int line) => WriteObject(json =>
    {
        WriteText(json, "file", file);
        WriteText(json, "error", message);
        json.WriteNumber("line", line);
    });

    /// <summary>Writes one JSON object without line breaks.</summary>
    internal static string WriteObject(Action<Utf8JsonWriter> writeMembers)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, Options))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>Writes a text; bytes that were no UTF-8 become U+FFFD.</summary>
    internal static void WriteText(Utf8JsonWriter json, string name, string value) => json.WriteString(name, WellFormed(value));

    internal static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(WellFormed(value));
        }

        json.WriteEndArray();
    }

    private static void WriteInstructions(Utf8JsonWriter json, ImmutableArray<InstructionSyntax> instructions)
    {
        int stage = -1;
        json.WriteStartArray("instructions");
        foreach (InstructionSyntax instruction in instructions)
        {
            stage += instruction.Name == "FROM" ? 1 : 0;
            json.WriteStartObject();
            WriteInstruction(json, instruction);
            json.WriteNumber("stage", stage);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteInstruction(Utf8JsonWriter json, InstructionSyntax instruction)
    {
        WriteText(json, "keyword", instruction.Name);
        WriteTexts(json, "flags", instruction.Flags.Select(flag => flag.Text));
        WriteTexts(json, "args", instruction.Arguments.Select(argument => argument.Text));
        json.WriteBoolean("json", instruction.IsJson);
        json.WriteStartArray("heredocs");
        foreach (Heredoc heredoc in instruction.Heredocs)
        {
            json.WriteStartObject();
            WriteText(json, "name", heredoc.Name);
            WriteText(json, "content", heredoc.Content);
            json.WriteBoolean("expand", heredoc.Expand);
            json.WriteBoolean("chomp", heredoc.Chomp);
            json.WriteNumber("fd", heredoc.FileDescriptor);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("startLine", instruction.Lines.Start);
        json.WriteNumber("endLine", instruction.Lines.End);
        WriteText(json, "original", instruction.Original);
        if (instruction.Child is null)
        {
            json.WriteNull("child");
            return;
        }

        json.WriteStartObject("child");
        WriteInstruction(json, instruction.Child);
        json.WriteEndObject();
    }

    /// <summary>
    /// The stages as the reference's parser gives them when it has no linter: none at all where a check comment stands above an instruction
    /// (docs/compatibility.md). A member says so.
    /// </summary>
    private static void WriteStages(Utf8JsonWriter json, DockerfileSyntax syntax)
    {
        if (syntax.HasCheckComments)
        {
            json.WriteString("stagesOmitted", "a check comment stands above an instruction");
        }

        WriteStages(json, syntax.HasCheckComments ? [] : syntax.Instructions);
    }

    private static void WriteStages(Utf8JsonWriter json, ImmutableArray<InstructionSyntax> instructions)
    {
        int index = 0;
        json.WriteStartArray("stages");
        for (int start = 0; start < instructions.Length; start++)
        {
            if (instructions[start].Name == "FROM")
            {
                int end = start + 1;
                while (end < instructions.Length && instructions[end].Name != "FROM")
                {
                    end++;
                }

                WriteStage(json, index++, instructions[start], instructions[end - 1].Lines.End);
            }
        }

        json.WriteEndArray();
    }

    private static void WriteStage(Utf8JsonWriter json, int index, InstructionSyntax from, int endLine)
    {
        const string PlatformFlag = "--platform=";
        string? platform = from.Flags.FirstOrDefault(flag => flag.Text.StartsWith(PlatformFlag, StringComparison.Ordinal))?.Text;
        json.WriteStartObject();
        json.WriteNumber("index", index);
        WriteText(json, "name", from.Arguments.Length == 3 ? from.Arguments[2].Text.ToLowerInvariant() : "");
        WriteText(json, "base", from.Arguments.IsEmpty ? "" : from.Arguments[0].Text);
        WriteText(json, "platform", platform?[PlatformFlag.Length..] ?? "");
        json.WriteNumber("startLine", from.Lines.Start);
        json.WriteNumber("endLine", endLine);
        json.WriteEndObject();
    }

    private static string WellFormed(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text;
        }

        StringBuilder wellFormed = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            wellFormed.Append(rune);
        }

        return wellFormed.ToString();
    }
}
