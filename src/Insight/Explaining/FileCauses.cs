using System.Collections.Immutable;

using Sharpbuild.Builder.Copying;
using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Ignore;
using Sharpbuild.Linux.Files;

namespace Sharpbuild.Insight.Explaining;

/// <summary>The causes that lie in the files that a step takes.</summary>
internal static class FileCauses
{
    /// <summary>Adds a cause for each path that differs.</summary>
    /// <param name="pair">The step and its counterpart.</param>
    /// <param name="was">The earlier list, or null where it is not known.</param>
    /// <param name="now">The present list, or null where it is not known.</param>
    /// <param name="causes">Takes the causes.</param>
    public static void Add(StepPair pair, InputManifest? was, InputManifest? now, List<Cause> causes)
    {
        if (was is null || now is null)
        {
            causes.Add(new Cause(CauseKind.Files, "", null, null, "its files changed; the list of the earlier ones is not in this store"));
            return;
        }

        List<FileDifference> differences = [.. now.Compare(was)];
        if (RemoteAddress.Of(pair.Now) is { } address)
        {
            string hint = address.IsGit ? "name a commit in the address" : "pin it with --checksum=sha256:…, so that a change is an error";
            causes.Add(new Cause(CauseKind.Address, address.Text, null, null, $"{address.Text} gave other content{(address.IsPinned ? "" : ", and nothing pins it")}", hint));
            return;
        }

        if (Umask.Find(differences) is { } umask)
        {
            causes.Add(umask);
            return;
        }

        AddIgnored(pair, differences, causes);
        AddRenamed(differences, causes);
        foreach (FileDifference difference in differences)
        {
            causes.Add(Describe(pair, difference));
        }
    }

    private static void AddIgnored(StepPair pair, List<FileDifference> differences, List<Cause> causes)
    {
        if (pair.NowBuild.Ignore == pair.WasBuild.Ignore || pair.Now.Needs.Length > 0)
        {
            return;
        }

        IgnorePatterns before = Patterns(pair.WasBuild.Ignore);
        IgnorePatterns after = Patterns(pair.NowBuild.Ignore);
        foreach (FileDifference difference in differences.ToArray())
        {
            bool isCause = difference.Was is null ? before.IsIgnored(difference.Path) && !after.IsIgnored(difference.Path)
                : difference.Now is null && after.IsIgnored(difference.Path) && !before.IsIgnored(difference.Path);
            if (isCause)
            {
                differences.Remove(difference);
                causes.Add(new Cause(
                    CauseKind.Ignore, difference.Path, null, null, $".dockerignore changed: it now {(difference.Was is null ? "lets" : "keeps")} {difference.Path} {(difference.Was is null ? "in" : "out")}"));
            }
        }
    }

    private static IgnorePatterns Patterns(string? text) => text is null ? IgnorePatterns.None : IgnorePatterns.Parse(new SourceText(".dockerignore", text), out _);

    private static void AddRenamed(List<FileDifference> differences, List<Cause> causes)
    {
        Dictionary<UInt128, FileDifference> removed = [];
        foreach (FileDifference difference in differences)
        {
            if (difference is { Now: null, Was: { Kind: FileKind.Regular } was })
            {
                removed.TryAdd(was.Content, difference);
            }
        }

        foreach (FileDifference added in differences.ToArray())
        {
            if (added is { Was: null, Now: { Kind: FileKind.Regular } now } && removed.Remove(now.Content, out FileDifference? old))
            {
                differences.Remove(added);
                differences.Remove(old);
                causes.Add(new Cause(CauseKind.FileRenamed, added.Path, old.Path, added.Path, $"{old.Path} renamed to {added.Path}"));
            }
        }
    }

    private static Cause Describe(StepPair pair, FileDifference difference)
    {
        string path = difference.Path;
        string text = $"{path} {difference.Words}";
        string? hint = pair.Now.Needs.Length == 0 ? GeneratedFiles.HintFor(path) : null;
        return difference switch
        {
            { Was: null } => new Cause(CauseKind.FileAdded, path, null, null, text, hint),
            { Now: null } => new Cause(CauseKind.FileRemoved, path, null, null, text, hint),
            { IsOtherKind: true } => new Cause(CauseKind.FileType, path, FileDifference.Name(difference.Was.Value.Kind), FileDifference.Name(difference.Now.Value.Kind), text),
            { IsOtherContent: true } => new Cause(CauseKind.FileChanged, path, null, null, text, hint),
            { IsOtherMode: true } => new Cause(CauseKind.FileMode, path, FileDifference.Octal(difference.Was.Value.Mode), FileDifference.Octal(difference.Now.Value.Mode), text),
            _ => new Cause(CauseKind.FileOwner, path, Owner(difference.Was.Value), Owner(difference.Now.Value), text),
        };
    }

    private static string Owner(ManifestEntry entry) => $"{entry.UserId}:{entry.GroupId}";
}
