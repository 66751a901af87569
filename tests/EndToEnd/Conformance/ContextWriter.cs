using System.Formats.Tar;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Conformance;

/// <summary>Makes a build context from a case's list of actions.</summary>
public static class ContextWriter
{
    /// <summary>The time of everything that has no time of its own.</summary>
    public const long CommonTime = 1485449953;

    /// <summary>Makes the context at <paramref name="hostPath"/>.</summary>
    /// <param name="hostPath">The directory to fill.</param>
    /// <param name="actions">What to do, in order.</param>
    /// <param name="time">Seconds since 1970 for everything without a time of its own; null is now.</param>
    /// <param name="note">What the list of actions cannot say.</param>
    public static void Write(string hostPath, JsonArray actions, long? time, string? note = null)
    {
        ImageTree tree = new() { Time = time is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : TimeProvider.System.GetUtcNow() };
        List<string> sockets = [];
        foreach (JsonNode? action in actions)
        {
            Apply(tree, action!.AsObject(), sockets);
        }

        if (note?.Contains("'true'", StringComparison.Ordinal) == true)
        {
            tree.File("true", File.ReadAllBytes("/bin/busybox"), Octal("0755"));
        }

        tree.Unpack(hostPath);
        sockets.ForEach(name => Bind(Path.Combine(hostPath, name)));
    }

    private static void Apply(ImageTree tree, JsonObject action, List<string> sockets)
    {
        string kind = action.First().Key;
        foreach (string candidate in new[] { "file", "dir", "symlink", "hardlink", "chown", "chmod", "xattr", "mtime", "rename", "remove", "socket", "tar" })
        {
            kind = action.ContainsKey(candidate) ? candidate : kind;
        }

        string name = kind == "settle" ? "" : Text(action, kind).Trim('/');
        switch (kind)
        {
            case "settle": break;
            case "file": tree.File(name, Content(action), Octal(Text(action, "mode", "0644"))); break;
            case "dir": tree.Directory(name, Octal(Text(action, "mode", "0755"))); break;
            case "symlink": tree.Symlink(name, Text(action, "to")); break;
            case "hardlink": tree.Hardlink(name, Text(action, "to")); break;
            case "chown": (tree[name].Uid, tree[name].Gid) = ((int)action["uid"]!, (int)action["gid"]!); break;
            case "chmod": tree[name].Mode = (UnixFileMode)Octal(Text(action, "mode")); break;
            case "xattr": tree.Put(WithXattr(tree[name], Text(action, "name"), Text(action, "value"))); break;
            case "mtime": tree[name].ModificationTime = DateTimeOffset.FromUnixTimeSeconds((long)action["time"]!); break;
            case "rename": Rename(tree, name, Text(action, "to")); break;
            case "remove": tree.Remove(name); break;
            case "socket": sockets.Add(name); break;
            case "tar": tree.File(name, Archive(action["members"]!.AsArray())); break;
            default: throw new NotSupportedException($"context action \"{kind}\"");
        }
    }

    private static PaxTarEntry WithXattr(PaxTarEntry entry, string name, string value) =>
        new(entry.EntryType, entry.Name, [KeyValuePair.Create("SCHILY.xattr." + name, value)])
        {
            DataStream = entry.DataStream,
            Mode = entry.Mode,
            Uid = entry.Uid,
            Gid = entry.Gid,
            ModificationTime = entry.ModificationTime,
        };

    private static void Rename(ImageTree tree, string name, string to)
    {
        foreach (PaxTarEntry entry in tree.Remove(name))
        {
            entry.Name = to + entry.Name[name.Length..];
            tree.Put(entry);
        }
    }

    private static byte[] Archive(JsonArray members)
    {
        using MemoryStream archive = new();
        using (TarWriter writer = new(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (JsonObject member in members.Select(m => m!.AsObject()))
            {
                writer.WriteEntry(Member(member));
            }
        }

        return archive.ToArray();
    }

    private static PaxTarEntry Member(JsonObject member)
    {
        bool isDirectory = (bool?)member["dir"] ?? false;
        Dictionary<string, string> pax = member["pax"]?.AsObject().ToDictionary(p => p.Key, p => (string)p.Value!) ?? [];
        return new PaxTarEntry(isDirectory ? TarEntryType.Directory : TarEntryType.RegularFile, Text(member, "name"), pax)
        {
            Mode = (UnixFileMode)Octal(Text(member, "mode", "0644")),
            Uid = (int?)member["uid"] ?? 0,
            Gid = (int?)member["gid"] ?? 0,
            ModificationTime = DateTimeOffset.FromUnixTimeSeconds((long?)member["time"] ?? CommonTime),
            DataStream = isDirectory ? null : new MemoryStream(Content(member)),
        };
    }

    private static void Bind(string hostPath)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(hostPath));
    }

    private static byte[] Content(JsonObject action) =>
        action["base64"] is { } encoded ? Convert.FromBase64String((string)encoded!) : Encoding.UTF8.GetBytes(Text(action, "text", ""));

    private static string Text(JsonObject action, string member, string? otherwise = null) =>
        (string?)action[member] ?? otherwise ?? throw new InvalidDataException($"action without \"{member}\": {action}");

    private static int Octal(string mode) => Convert.ToInt32(mode, 8);
}
