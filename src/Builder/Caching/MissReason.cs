using System.Collections.Immutable;

namespace Sharpbuild.Builder.Caching;

/// <summary>Tells in one line why a step was not in the cache, by comparing its key with the last build's.</summary>
public static class MissReason
{
    /// <summary>The name of the part that stands for everything before the step.</summary>
    public const string Parent = "parent";

    /// <summary>The name of the part that holds the instruction.</summary>
    public const string Instruction = "instruction";

    /// <summary>The name of the part that holds the fingerprint of the files that go in.</summary>
    public const string Files = "files";

    /// <summary>The reason of a step that the last build did not have.</summary>
    public const string NotBuiltBefore = "not built before";

    /// <summary>The reason of a step that is run because it was asked for.</summary>
    public const string NotAsked = "the cache was not asked";

    /// <summary>The reason: the first part that differs, files by name.</summary>
    /// <param name="parts">The parts of the key that was not found.</param>
    /// <param name="before">The same step of the last build, or null where there is none.</param>
    /// <param name="describeFiles">Tells what changed between two fingerprints, or null where it is not known.</param>
    public static string Describe(ImmutableArray<KeyPart> parts, PlannedStep? before, Func<string, string, string?> describeFiles)
    {
        if (before is null)
        {
            return NotBuiltBefore;
        }

        Dictionary<string, string> old = new(StringComparer.Ordinal);
        foreach (KeyPart part in before.Parts)
        {
            old[part.Name] = part.Value;
        }

        List<string> reasons = [];
        bool parentChanged = false;
        foreach (KeyPart part in parts)
        {
            bool known = old.Remove(part.Name, out string? value);
            if (known && value == part.Value)
            {
                continue;
            }

            if (part.Name == Parent)
            {
                parentChanged = true;
            }
            else
            {
                reasons.Add(Describe(part, value, describeFiles));
            }
        }

        foreach (string removed in old.Keys)
        {
            reasons.Add($"{removed} removed");
        }

        return reasons.Count > 0 ? string.Join(", ", reasons)
            : parentChanged ? "an earlier step changed"
            : "the record is gone from the cache";
    }

    private static string Describe(KeyPart part, string? before, Func<string, string, string?> describeFiles)
    {
        if (part.Name.StartsWith(Files, StringComparison.Ordinal))
        {
            return (before is null ? null : describeFiles(before, part.Value)) ?? $"{part.Name} changed";
        }

        if (part.Name == Instruction)
        {
            return "the instruction changed";
        }

        return before is null ? $"{part.Name} added" : $"{part.Name} changed from {Quote(before)} to {Quote(part.Value)}";
    }

    private static string Quote(string text)
    {
        string value = text.Replace('\0', ' ');
        return value.Length > 64 ? $"\"{value[..61]}...\"" : $"\"{value}\"";
    }
}
