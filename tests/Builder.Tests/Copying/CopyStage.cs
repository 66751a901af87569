using System.Collections.Immutable;
using System.Text;

using Microsoft.Win32.SafeHandles;

using Sharpbuild.Builder.Contexts;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Dockerfiles.Ignore;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci.Layers;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Builder.Tests.Copying;

/// <summary>A context and a target's root on disk, and a COPY between them that is written and read back.</summary>
internal sealed class CopyStage : IDisposable
{
    public static readonly UnixTime CreatedAt = new(1_000_000_000, 0);
    public static readonly UnixTime FileTime = new(1_485_449_953, 0);

    private readonly TemporaryDirectory _directory = new("copy");
    private readonly string[] _ignored;

    public CopyStage(params string[] ignored)
    {
        _ignored = ignored;
        _directory.MakeDirectory("context");
        _directory.MakeDirectory("root");
        _directory.MakeDirectory("state");
        _directory.MakeDirectory("tmp");
        Context = DirectoryHandle.OpenHost(_directory.At("context"));
        Root = DirectoryHandle.OpenHost(_directory.At("root"));
        State = DirectoryHandle.OpenHost(_directory.At("state"));
        Temporary = DirectoryHandle.OpenHost(_directory.At("tmp"));
    }

    public DirectoryHandle Context { get; }

    public DirectoryHandle Root { get; }

    public DirectoryHandle State { get; }

    public DirectoryHandle Temporary { get; }

    public CopyOptions Options { get; set; } = new();

    public string WorkingDirectory { get; set; } = "/";

    public string HostPath(params string[] parts) => _directory.At(parts);

    public BuildContext OpenContext() => BuildContext.Open(
        _directory.At("context"), _ignored.Length == 0 ? null : IgnorePatterns.Parse(_ignored), State, TimeProvider.System, "the build context");

    public static void File(DirectoryHandle at, string path, string text = "text", int mode = 0x1A4)
    {
        at.EnsureDirectory(ImagePath.Parent(path), 0x1ED);
        using (SafeFileHandle file = at.CreateFile(path, mode))
        {
            RandomAccess.Write(file, Encoding.UTF8.GetBytes(text), 0);
        }

        at.SetMode(path, mode);
        at.SetTimes(path, FileTime);
    }

    public static void Directory(DirectoryHandle at, string path, int mode = 0x1ED)
    {
        at.EnsureDirectory(path, 0x1ED);
        at.SetMode(path, mode);
        at.SetTimes(path, FileTime);
    }

    public CopyStage With(params string[] contextFiles)
    {
        foreach (string path in contextFiles)
        {
            File(Context, path, ImagePath.Name(path));
        }

        return this;
    }

    public string[] Copy(string destination, params string[] sources)
    {
        using BuildContext context = OpenContext();
        return Copy(destination, [.. sources.Select(text => new CopySource(context, text))]);
    }

    public string[] CopyFromRoot(DirectoryHandle stage, string destination, params string[] sources)
    {
        DirectoryTree tree = new(stage, "stage \"build\"", new DigestMemo());
        return Copy(destination, [.. sources.Select(text => new CopySource(tree, text))]);
    }

    public string[] CopyHeredocs(string destination, params (string Name, string Content)[] heredocs)
    {
        MemoryTree tree = new([.. heredocs.Select(heredoc => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(heredoc.Content))], CreatedAt);
        return Copy(destination, [.. heredocs.Select((heredoc, place) => new CopySource(tree, $"{place}") { FileName = heredoc.Name })]);
    }

    public SourceSelection Select(params string[] sources)
    {
        using BuildContext context = OpenContext();
        return CopySelector.Select(
            new CopyRequest([.. sources.Select(text => new CopySource(context, text))], "/to/", "/", Options), CancellationToken.None);
    }

    public string[] Copy(string destination, ImmutableArray<CopySource> sources, bool showsTimes = false)
    {
        SourceSelection selection = CopySelector.Select(new CopyRequest(sources, destination, WorkingDirectory, Options), CancellationToken.None);
        using CopyPlan plan = CopyPlanner.Plan(selection, new MountedRoot(Root), CreatedAt, Temporary, CancellationToken.None);
        return WriteAndRead(plan, showsTimes);
    }

    public static string[] WriteAndRead(CopyPlan plan, bool showsTimes = false)
    {
        using MemoryStream tar = new();
        using (LayerWriter writer = new(tar, LayerTimes.WholeSeconds))
        {
            plan.WriteTo(writer, CancellationToken.None);
            writer.Finish();
        }

        tar.Position = 0;
        using LayerReader reader = new(tar);
        List<string> lines = [];
        while (reader.TryReadNext(out LayerEntry? entry))
        {
            using StreamReader content = new(reader.OpenContent());
            string text = entry.Kind == FileKind.Regular && entry.HardLinkTo is null ? $" \"{content.ReadToEnd()}\"" : "";
            lines.Add(Render(entry) + text + (showsTimes ? $" @{entry.ModifiedAt.Seconds}" : ""));
        }

        return [.. lines];
    }

    public void Dispose()
    {
        Context.Dispose();
        Root.Dispose();
        State.Dispose();
        Temporary.Dispose();
        _directory.Dispose();
    }

    private static string Render(LayerEntry entry)
    {
        string type = entry.Kind switch
        {
            FileKind.Directory => "d",
            FileKind.Regular => "f",
            FileKind.SymbolicLink => "l",
            FileKind.Fifo => "p",
            FileKind.CharacterDevice => "c",
            _ => "?",
        };
        string mode = Convert.ToString(entry.Mode, 8).PadLeft(4, '0');
        string xattrs = string.Concat(entry.Xattrs.Select(xattr => $" {xattr.Name}={Convert.ToHexStringLower(xattr.Value.AsSpan())}"));
        return entry.HardLinkTo is { } first
            ? $"{type} {entry.Path} = {first}"
            : $"{type} {mode} {entry.UserId}:{entry.GroupId} {entry.Path}{(entry.LinkTarget is { } target ? $" -> {target}" : "")}{xattrs}";
    }
}
