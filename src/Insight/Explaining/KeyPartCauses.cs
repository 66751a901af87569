using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.History;

namespace Sharpbuild.Insight.Explaining;

/// <summary>The causes that lie in a step's own instruction and variables.</summary>
internal static class KeyPartCauses
{
    private const string Command = "command";
    private const string Argument = "ARG ";
    private const string Environment = "ENV ";

    /// <summary>Adds a cause for each part of the key that differs; files and what comes before the step are told elsewhere.</summary>
    public static void Add(StepPair pair, List<Cause> causes)
    {
        foreach (KeyPart part in pair.Now.Parts)
        {
            string? before = pair.Before(part.Name);
            if (before != part.Value && !IsToldElsewhere(part.Name, before is not null))
            {
                causes.Add(Describe(pair, part.Name, before, part.Value));
            }
        }

        foreach (KeyPart part in pair.Was.Parts)
        {
            if (pair.After(part.Name) is null)
            {
                causes.Add(Describe(pair, part.Name, part.Value, null));
            }
        }
    }

    private static bool IsToldElsewhere(string name, bool wasThere) =>
        name == MissReason.Parent || (wasThere && name.StartsWith(MissReason.Files, StringComparison.Ordinal));

    private static Cause Describe(StepPair pair, string name, string? before, string? after)
    {
        if (name is Command or MissReason.Instruction)
        {
            return Instruction(pair, before, after);
        }

        if (name.StartsWith(Argument, StringComparison.Ordinal))
        {
            return Variable(pair, CauseKind.Argument, name[Argument.Length..], before, after);
        }

        return name.StartsWith(Environment, StringComparison.Ordinal)
            ? Variable(pair, CauseKind.Environment, name[Environment.Length..], before, after)
            : new Cause(CauseKind.Other, name, before, after, Change(name, before, after));
    }

    private static Cause Instruction(StepPair pair, string? before, string? after) => pair.Was.Text != pair.Now.Text
        ? new Cause(CauseKind.Instruction, pair.Now.Text, pair.Was.Text, pair.Now.Text, $"the instruction changed from \"{Short(pair.Was.Text)}\" to \"{Short(pair.Now.Text)}\"")
        : new Cause(CauseKind.Instruction, pair.Now.Text, before, after, Change("what the instruction means", before, after), "variables in it or the SHELL have other values");

    private static Cause Variable(StepPair pair, string kind, string name, string? before, string? after)
    {
        string word = kind == CauseKind.Argument ? "ARG" : "ENV";
        if (kind == CauseKind.Argument && (before is null || after is null)
            && DeclaredArguments.LineOf(pair.WasBuild, pair.Was, name) is { } was && DeclaredArguments.LineOf(pair.NowBuild, pair.Now, name) is { } now)
        {
            string moved = before is null
                ? $"ARG {name} moved before this step (line {was} → {now}), so that its value counts"
                : $"ARG {name} moved behind this step (line {was} → {now}), so that its value does not count any more";
            return new Cause(kind, name, before, after, moved, before is null ? "declare an ARG right before the step that needs it" : null);
        }

        string? hint = kind == CauseKind.Argument && before is not null && after is not null && !pair.Now.Text.Contains(name, StringComparison.Ordinal)
            ? "the command does not name it: declare it below this step"
            : null;
        return new Cause(kind, name, before, after, Change($"{word} {name}", before, after), hint);
    }

    private static string Change(string what, string? before, string? after) =>
        before is null ? $"{what} is new: \"{Short(after!)}\""
        : after is null ? $"{what} is gone; it was \"{Short(before)}\""
        : $"{what} changed from \"{Short(before)}\" to \"{Short(after)}\"";

    private static string Short(string text)
    {
        const int Most = 100;
        string line = text.Replace('\0', ' ').ReplaceLineEndings(" ");
        return line.Length > Most ? string.Concat(line.AsSpan(0, Most), "…") : line;
    }
}
