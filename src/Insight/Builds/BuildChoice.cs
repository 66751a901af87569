using System.Globalization;

using Sharpbuild.Builder;
using Sharpbuild.Builder.History;

namespace Sharpbuild.Insight.Builds;

/// <summary>Finds the build that the command line names.</summary>
/// <param name="records">The records.</param>
public sealed class BuildChoice(RecordStore records)
{
    /// <summary>
    /// The record of a build: by its name or any part of it that only one build has, <c>^N</c> for the Nth build before the last one,
    /// null for the last one.
    /// </summary>
    /// <exception cref="BuildException">There is no such build, or the text fits several.</exception>
    public BuildRecord Find(string? text)
    {
        string id = FindId(text);
        return records.TryRead(id) ?? throw new BuildException($"the record of build {id} is damaged", $"sharpbuild history rm {id} removes it");
    }

    /// <summary>The name of the build, as in <see cref="Find"/>.</summary>
    /// <exception cref="BuildException">There is no such build, or the text fits several.</exception>
    public string FindId(string? text)
    {
        List<string> ids = records.List();
        if (ids.Count == 0)
        {
            throw new BuildException("the history is empty", "build something first");
        }

        string wanted = text ?? "^0";
        if (wanted.StartsWith('^'))
        {
            return int.TryParse(wanted.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int age) && age < ids.Count
                ? ids[age]
                : throw new BuildException($"there is no build {wanted}", $"the history holds {ids.Count}: ^0 is the last, ^{ids.Count - 1} the first");
        }

        List<string> fitting = ids.FindAll(id => id.Contains(wanted, StringComparison.Ordinal));
        return fitting.Count switch
        {
            1 => fitting[0],
            0 => throw new BuildException($"there is no build \"{wanted}\"", "sharpbuild history ls lists them"),
            _ when fitting.Contains(wanted) => wanted,
            _ => throw new BuildException($"\"{wanted}\" fits {fitting.Count} builds", $"for example {fitting[0]} and {fitting[1]}"),
        };
    }
}
