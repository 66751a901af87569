using System.Collections.Immutable;
using System.Globalization;

using Sharpbuild.Linux;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;

namespace Sharpbuild.Builder.Contexts;

/// <summary>Names of users and groups, looked up in <c>/etc/passwd</c> and <c>/etc/group</c> of a root file system.</summary>
/// <remarks>
/// passwd(5), group(5). The files are read at the first name that needs them, at most 16 MiB; lines longer than 4 KiB are passed over.
/// Numbers go from 0 to 2,147,483,647; a larger one is an error, never another user.
/// </remarks>
/// <param name="root">The root file system.</param>
public sealed class AccountFiles(IRootView root)
{
    private const int MaxFileSize = 16 * 1024 * 1024;
    private const int MaxLineSize = 4 * 1024;
    private const string PasswdPath = "etc/passwd";
    private const string GroupPath = "etc/group";

    private readonly Lazy<byte[]?> _passwd = new(() => Read(root, PasswdPath));
    private readonly Lazy<byte[]?> _group = new(() => Read(root, GroupPath));

    /// <summary>Resolves the value of <c>USER</c>: <c>user[:group]</c>, each a name or a number.</summary>
    /// <remarks>A number without a passwd entry gets group 0; with a group given, the user is in that group alone.</remarks>
    /// <exception cref="InputException">A name is unknown or a number too large.</exception>
    public Account Resolve(string text)
    {
        (string user, string? group) = Split(text);
        bool isNumber = TryParseId(user, out uint userId);
        PasswdEntry? entry = isNumber ? FindUser(userId) : FindUser(user) ?? throw UnknownUser(user);
        uint id = entry?.UserId ?? userId;
        if (group is not null)
        {
            uint groupId = GroupIdOf(group);
            return new Account(id, groupId, [groupId], entry?.Home, entry?.Name);
        }

        uint primary = entry?.GroupId ?? 0;
        ImmutableArray<uint> groups = entry is null ? [primary] : GroupsOf(entry.Name, primary);
        return new Account(id, primary, groups, entry?.Home, entry?.Name);
    }

    /// <summary>Resolves the value of <c>--chown</c>.</summary>
    /// <remarks>A number alone is also the group's; a name alone brings its primary group.</remarks>
    /// <exception cref="InputException">A name is unknown or a number too large.</exception>
    public (uint UserId, uint GroupId) ResolveOwner(string text)
    {
        (string user, string? group) = Split(text);
        bool isNumber = TryParseId(user, out uint userId);
        uint groupId = userId;
        if (!isNumber)
        {
            PasswdEntry entry = FindUser(user) ?? throw UnknownUser(user);
            (userId, groupId) = (entry.UserId, entry.GroupId);
        }

        return (userId, group is null ? groupId : GroupIdOf(group));
    }

    /// <summary>The passwd entry of a name, or null.</summary>
    public PasswdEntry? FindUser(string name) => FindUser(entry => entry.Name == name);

    /// <summary>The first passwd entry of a number, or null.</summary>
    public PasswdEntry? FindUser(uint userId) => FindUser(entry => entry.UserId == userId);

    /// <summary>The number of a group's name, or null.</summary>
    public uint? FindGroup(string name)
    {
        foreach (string[] fields in Lines(_group.Value, 3))
        {
            if (fields[0] == name && TryParseField(fields[2], out uint groupId))
            {
                return groupId;
            }
        }

        return null;
    }

    /// <summary>The two parts; a group alone goes with root.</summary>
    private static (string User, string? Group) Split(string text)
    {
        int colon = text.IndexOf(':');
        (string user, string? group) = colon < 0 ? (text, null) : (text[..colon], text[(colon + 1)..]);
        return (user, group) switch
        {
            ("", { Length: > 0 }) => ("0", group),
            ({ Length: > 0 }, not "") => (user, group),
            _ => throw new InputException($"\"{text}\" is no user[:group]"),
        };
    }

    private static bool TryParseId(string text, out uint id)
    {
        id = 0;
        if (text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && (id = (uint)number) == number
            ? true
            : throw new InputException($"\"{text}\" is too large for a user or group: the largest is {int.MaxValue}");
    }

    private static bool TryParseField(string text, out uint id) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id <= int.MaxValue;

    private static byte[]? Read(IRootView root, string path)
    {
        LayerEntry? file = RootLookup.Find(root, path, follow: true).Entry;
        return file is { Kind: FileKind.Regular } ? root.ReadFile(file, MaxFileSize) : null;
    }

    private static IEnumerable<string[]> Lines(byte[]? content, int fieldCount)
    {
        ReadOnlyMemory<byte> rest = content;
        while (!rest.IsEmpty)
        {
            int end = rest.Span.IndexOf((byte)'\n');
            ReadOnlyMemory<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.Length is > 0 and <= MaxLineSize)
            {
                string[] fields = PathText.Decode(line.Span).Trim().Split(':');
                if (fields.Length >= fieldCount && fields[0].Length > 0 && !fields[0].StartsWith('#'))
                {
                    yield return fields;
                }
            }
        }
    }

    private PasswdEntry? FindUser(Predicate<PasswdEntry> isWanted)
    {
        foreach (string[] fields in Lines(_passwd.Value, 4))
        {
            if (TryParseField(fields[2], out uint userId) && TryParseField(fields[3], out uint groupId))
            {
                PasswdEntry entry = new(fields[0], userId, groupId, fields.Length > 5 ? fields[5] : "");
                if (isWanted(entry))
                {
                    return entry;
                }
            }
        }

        return null;
    }

    private uint GroupIdOf(string text) => TryParseId(text, out uint groupId)
        ? groupId
        : FindGroup(text) ?? throw Unknown("group", text, GroupPath, _group.Value);

    private ImmutableArray<uint> GroupsOf(string user, uint primary)
    {
        SortedSet<uint> groups = [primary];
        foreach (string[] fields in Lines(_group.Value, 4))
        {
            if (fields[3].Split(',').Contains(user) && TryParseField(fields[2], out uint groupId))
            {
                groups.Add(groupId);
            }
        }

        return [.. groups];
    }

    private InputException UnknownUser(string name) => Unknown("user", name, PasswdPath, _passwd.Value);

    private static InputException Unknown(string kind, string name, string path, byte[]? content) => content is null
        ? new InputException($"unknown {kind} \"{name}\": the stage has no /{path}", $"use a number, or make the {kind} in an earlier step")
        : new InputException($"unknown {kind} \"{name}\": not in the stage's /{path}", $"use a number, or make the {kind} in an earlier step");
}
