using System.Globalization;

using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Insight.Advising;

/// <summary>The stages that a target needs.</summary>
internal static class NeededStages
{
    /// <summary>Their numbers, the target's included.</summary>
    public static HashSet<int> Of(Dockerfile dockerfile, string? target)
    {
        HashSet<int> needed = [];
        Stack<int> open = new([Target(dockerfile, target)]);
        while (open.TryPop(out int index))
        {
            if (needed.Add(index))
            {
                foreach (string source in Sources(dockerfile.Stages[index]))
                {
                    if (Find(dockerfile, source, index) is { } other)
                    {
                        open.Push(other);
                    }
                }
            }
        }

        return needed;
    }

    /// <summary>The number of the target.</summary>
    /// <param name="dockerfile">The file.</param>
    /// <param name="target">A name or a number; null for the last stage.</param>
    public static int Target(Dockerfile dockerfile, string? target) =>
        (target is null ? null : Find(dockerfile, target, dockerfile.Stages.Length)) ?? dockerfile.Stages.Length - 1;

    /// <summary>The number of the stage that a name means, or null where it is none.</summary>
    /// <param name="dockerfile">The file.</param>
    /// <param name="name">A name or a number.</param>
    /// <param name="before">Only stages before this one count.</param>
    public static int? Find(Dockerfile dockerfile, string name, int before)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return number < before ? number : null;
        }

        for (int index = before - 1; index >= 0; index--)
        {
            if (string.Equals(dockerfile.Stages[index].Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return index;
            }
        }

        return null;
    }

    private static IEnumerable<string> Sources(Stage stage)
    {
        yield return stage.From.BaseName;
        foreach (Instruction instruction in stage.Instructions)
        {
            foreach (string source in SourcesOf(instruction))
            {
                yield return source;
            }
        }
    }

    /// <summary>The stages, images and contexts that an instruction takes files from.</summary>
    public static IEnumerable<string> SourcesOf(Instruction instruction) => instruction switch
    {
        CopyInstruction { Flags.From: { } from } => [from],
        RunInstruction run => run.Mounts.SelectMany(mount => mount.Options).Where(option => option.Key == "from").Select(option => option.Value),
        _ => [],
    };
}
