using System.Formats.Tar;
using System.Text;
using System.Text.Json.Nodes;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Linux.Files;

namespace Sharpbuild.Builder.Tests.Copying;

/// <summary>Makes a context from the actions of a conformance case.</summary>
internal static class ConformanceContext
{
    public static void Write(DirectoryHandle context, JsonArray actions)
    {
        foreach (JsonNode? action in actions)
        {
            Apply(context, action!.AsObject());
        }

        SetTimes(context);
    }

    private static void Apply(DirectoryHandle context, JsonObject action)
    {
        int mode = action["mode"] is { } text ? Convert.ToInt32((string)text!, 8) : 0x1A4;
        if (action["file"] is { } file)
        {
            byte[] content = action["base64"] is { } encoded ? Convert.FromBase64String((string)encoded!) : Encoding.UTF8.GetBytes((string?)action["text"] ?? "");
            WriteFile(context, (string)file!, content, mode);
        }
        else if (action["tar"] is { } tar)
        {
            WriteFile(context, (string)tar!, TarOf(action["members"]!.AsArray()), mode);
        }
        else if (action["dir"] is { } directory)
        {
            CopyStage.Directory(context, (string)directory!, mode);
        }
        else if (action["symlink"] is { } link)
        {
            context.CreateSymbolicLink((string)link!, (string)action["to"]!);
        }
        else if (action["hardlink"] is { } second)
        {
            context.CreateHardLink((string)second!, (string)action["to"]!);
        }
        else
        {
            Change(context, action, mode);
        }
    }

    private static void Change(DirectoryHandle context, JsonObject action, int mode)
    {
        if (action["chown"] is { } owned)
        {
            context.SetOwner((string)owned!, (uint)action["uid"]!, (uint)action["gid"]!);
        }
        else if (action["chmod"] is { } moded)
        {
            context.SetMode((string)moded!, mode);
        }
        else if (action["xattr"] is { } marked)
        {
            context.SetXattr((string)marked!, (string)action["name"]!, Encoding.UTF8.GetBytes((string)action["value"]!));
        }
        else if (action["remove"] is { } removed)
        {
            context.RemoveTree((string)removed!);
        }
        else if (action["rename"] is { } renamed)
        {
            context.Rename((string)renamed!, (string)action["to"]!);
        }
    }

    private static void WriteFile(DirectoryHandle context, string path, byte[] content, int mode)
    {
        context.RemoveTree(path);
        CopyStage.File(context, path, "", mode);
        using SafeFileHandle file = File.OpenHandle($"{context.Name}/{path}", FileMode.Open, FileAccess.Write);
        RandomAccess.Write(file, content, 0);
    }

    private static byte[] TarOf(JsonArray members)
    {
        using MemoryStream stream = new();
        using (TarWriter writer = new(stream, leaveOpen: true))
        {
            foreach (JsonNode? member in members)
            {
                Dictionary<string, string> pax = member!["pax"]?.AsObject().ToDictionary(pair => pair.Key, pair => (string)pair.Value!) ?? [];
                bool isDirectory = (bool)member["dir"]!;
                writer.WriteEntry(new PaxTarEntry(isDirectory ? TarEntryType.Directory : TarEntryType.RegularFile, (string)member["name"]!, pax)
                {
                    Mode = (UnixFileMode)Convert.ToInt32((string)member["mode"]!, 8),
                    Uid = (int)member["uid"]!,
                    Gid = (int)member["gid"]!,
                    ModificationTime = DateTimeOffset.FromUnixTimeSeconds((long)member["time"]!),
                    DataStream = isDirectory ? null : new MemoryStream(Encoding.UTF8.GetBytes((string?)member["text"] ?? "")),
                });
            }
        }

        return stream.ToArray();
    }

    private static void SetTimes(DirectoryHandle directory)
    {
        foreach (DirectoryEntry entry in directory.ReadEntries())
        {
            if (directory.GetChildStatus(entry.Name).IsDirectory)
            {
                using DirectoryHandle child = directory.OpenChild(entry.Name);
                SetTimes(child);
            }

            directory.SetTimes(entry.Name, CopyStage.FileTime);
        }
    }
}
