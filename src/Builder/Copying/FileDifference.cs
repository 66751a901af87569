using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Copying;

/// <summary>One path that differs between two manifests.</summary>
/// <param name="Path">The path in the source tree.</param>
/// <param name="Was">What was there, or null.</param>
/// <param name="Now">What is there now, or null.</param>
public sealed record FileDifference(string Path, ManifestEntry? Was, ManifestEntry? Now)
{
    /// <summary>Whether the type differs.</summary>
    public bool IsOtherKind => Was is { } was && Now is { } now && was.Kind != now.Kind;

    /// <summary>Whether the content, link target or attributes differ.</summary>
    public bool IsOtherContent => Was is { } was && Now is { } now && was.Content != now.Content;

    /// <summary>Whether the mode differs.</summary>
    public bool IsOtherMode => Was is { } was && Now is { } now && was.Mode != now.Mode;

    /// <summary>Whether the owner differs.</summary>
    public bool IsOtherOwner => Was is { } was && Now is { } now && (was.UserId, was.GroupId) != (now.UserId, now.GroupId);

    /// <summary>What differs: <c>added</c>, <c>removed</c>, <c>changed</c>, <c>mode 0644 → 0600</c>.</summary>
    public string Words
    {
        get
        {
            if (Was is not { } was || Now is not { } now)
            {
                return Was is null ? "added" : "removed";
            }

            if (was.Kind != now.Kind)
            {
                return $"{Name(was.Kind)} → {Name(now.Kind)}";
            }

            List<string> words = [];
            if (IsOtherContent)
            {
                words.Add("changed");
            }

            if (IsOtherMode)
            {
                words.Add($"mode {Octal(was.Mode)} → {Octal(now.Mode)}");
            }

            if (IsOtherOwner)
            {
                words.Add($"owner {was.UserId}:{was.GroupId} → {now.UserId}:{now.GroupId}");
            }

            return string.Join(", ", words);
        }
    }

    /// <summary>A mode as four octal digits.</summary>
    public static string Octal(int mode) => Convert.ToString(mode, 8).PadLeft(4, '0');

    /// <summary>What a type is called.</summary>
    public static string Name(FileKind kind) => kind switch
    {
        FileKind.Regular => "file",
        FileKind.Directory => "directory",
        FileKind.SymbolicLink => "symbolic link",
        FileKind.Fifo => "pipe",
        _ => "device",
    };
}
