using System.Globalization;
using System.Text;
using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Attacks;

/// <summary>Files of the host that no build may change or show, whatever its input says.</summary>
internal sealed class Canary
{
    /// <summary>What the files hold; it must not appear in any output.</summary>
    public const string Text = "canary-7c1e5f09d2";

    private static readonly string[] Watched = ["/", "/etc", "/dev", "/root", "/usr/bin", "/run"];

    private readonly string _directory;
    private readonly List<string> _before;

    /// <summary>Makes the files.</summary>
    /// <param name="directory">Where, made new.</param>
    public Canary(string directory)
    {
        _directory = Directory.CreateDirectory(directory).FullName;
        File.WriteAllText(At("secret"), Text + "\n");
        File.WriteAllText(At("Dockerfile"), $"{Text} is no instruction\n");
        Directory.CreateDirectory(At("directory"));
        File.WriteAllText(At("directory", "file"), Text);
        Directory.CreateDirectory(At("empty"));
        File.SetUnixFileMode(At("secret"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _before = State();
    }

    /// <summary>The path of one of its files.</summary>
    public string At(params string[] parts) => Path.Combine([_directory, .. parts]);

    /// <summary>What is no longer as it was, as lines of <c>ls</c>.</summary>
    public List<string> Changes()
    {
        List<string> now = State();
        return [.. _before.Except(now).Select(line => "- " + line), .. now.Except(_before).Select(line => "+ " + line)];
    }

    /// <summary>Whether a file, or any file below a directory, holds the text.</summary>
    public static bool IsIn(string hostPath)
    {
        byte[] text = Encoding.UTF8.GetBytes(Text);
        return Directory.Exists(hostPath)
            ? Directory.EnumerateFiles(hostPath, "*", SearchOption.AllDirectories).Any(file => File.ReadAllBytes(file).AsSpan().IndexOf(text) >= 0)
            : File.Exists(hostPath) && File.ReadAllBytes(hostPath).AsSpan().IndexOf(text) >= 0;
    }

    private List<string> State()
    {
        string[] format = ["-printf", "%p %y %m %U:%G %n %s %C@ %l\n"];
        ProcessResult own = ProcessRunner.Run("find", [_directory, .. format]);
        return [.. Lines(own), .. Watched.SelectMany(Entries)];
    }

    /// <summary>Names, modes and owners only: other programs write in these directories, too.</summary>
    private static IEnumerable<string> Entries(string directory) =>
        new DirectoryInfo(directory).EnumerateFileSystemInfos().Where(entry => entry.LinkTarget is null && entry.Exists)
            .Where(entry => directory != "/run" && !entry.Name.StartsWith("tty", StringComparison.Ordinal))
            .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.FullName} {entry.Attributes} {entry.UnixFileMode}"));

    private static string[] Lines(ProcessResult result) => result.Succeeded().Text.Split('\n');
}
