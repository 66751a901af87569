using System.Collections.Immutable;

using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Insight.Advising;

/// <summary>Splits a COPY: first the files that an installer reads, the rest after it has run.</summary>
internal sealed class ManifestsFirst : IAdvisor
{
    /// <inheritdoc/>
    public IEnumerable<Rewrite> Find(Draft draft, AdviceBasis basis)
    {
        foreach (Stage stage in draft.Dockerfile.Stages)
        {
            for (int index = 0; index < stage.Instructions.Length; index++)
            {
                if (stage.Instructions[index] is CopyInstruction { IsAdd: false, Flags.From: null, Sources: [var source] } copy
                    && FindInstaller(stage.Instructions[(index + 1)..]) is { } run
                    && Installer.Find(run.Original) is { } installer
                    && ManifestsOf(installer, CopiedPaths.Clean(source), run, basis) is { Length: > 0 } manifests)
                {
                    yield return Split(draft, copy, run, installer, manifests);
                }
            }
        }
    }

    /// <summary>The next RUN, where it installs and nothing before it changes what a relative path means.</summary>
    private static RunInstruction? FindInstaller(ImmutableArray<Instruction> rest)
    {
        foreach (Instruction instruction in rest)
        {
            switch (instruction)
            {
                case RunInstruction run:
                    return Installer.Find(run.Original) is { Manifests.Length: > 0 } && run.Heredocs.IsEmpty ? run : null;
                case WorkdirInstruction or CopyInstruction or UserInstruction or ShellInstruction:
                    return null;
            }
        }

        return null;
    }

    /// <summary>The files in the copied directory that the installer reads.</summary>
    private static string[] ManifestsOf(Installer installer, string directory, RunInstruction run, AdviceBasis basis)
    {
        if (basis.Context is null || !basis.HasDirectory(directory) || Path.Join(basis.Context, directory) is not { } hostPath)
        {
            return [];
        }

        SortedSet<string> names = new(StringComparer.Ordinal);
        foreach (string pattern in installer.Manifests)
        {
            foreach (string file in Directory.EnumerateFiles(hostPath, pattern))
            {
                names.Add(Path.GetFileName(file));
            }
        }

        foreach (string word in run.Original.Split([' ', '=', ';', '&'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.EndsWith(".txt", StringComparison.Ordinal) && !word.Contains('/', StringComparison.Ordinal) && File.Exists(Path.Join(hostPath, word)))
            {
                names.Add(word);
            }
        }

        return [.. names.Select(name => directory.Length == 0 ? name : $"{directory}/{name}")];
    }

    private static Rewrite Split(Draft draft, CopyInstruction copy, RunInstruction run, Installer installer, string[] manifests)
    {
        DraftLines lines = new(draft.Text);
        string[] whole = lines.Take(copy);
        string destination = copy.Destination.EndsWith('/') ? copy.Destination : copy.Destination + "/";
        lines.Replace(copy, $"COPY {FlagsOf(copy)}{string.Join(' ', manifests)} {destination}");
        lines.InsertAfter(run.Lines.End, whole[^(copy.Lines.End - copy.Lines.Start + 1)..]);
        return new Rewrite(
            "manifests-first",
            copy.Lines.Start,
            $"copy what \"{installer.Command}\" reads before it and the rest after it, so that other files do not repeat it",
            draft.With(lines.ToString()));
    }

    private static string FlagsOf(CopyInstruction copy) =>
        (copy.Flags.Chown is { } owner ? $"--chown={owner} " : "") + (copy.Flags.Chmod is { } mode ? $"--chmod={mode} " : "");
}
