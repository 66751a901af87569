namespace Sharpbuild.TestSupport;

/// <summary>A fresh directory outside the repository, removed with everything in it.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory(string label = "test")
    {
        // Short: socket paths and some tools' directories have narrow limits.
        string name = $"sharpbuild-{label}-{Guid.NewGuid().ToString("N")[..8]}";
        HostPath = System.IO.Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), name)).FullName;
    }

    /// <summary>A directory that is shared by all of a process and removed when it ends.</summary>
    public static TemporaryDirectory UntilExit(string label)
    {
        TemporaryDirectory directory = new(label);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => directory.Dispose();
        return directory;
    }

    /// <summary>The absolute path.</summary>
    public string HostPath { get; }

    /// <summary>The path of an entry below the directory.</summary>
    public string At(params string[] parts) => Path.Combine([HostPath, .. parts]);

    /// <summary>Makes a directory below, with its parents.</summary>
    public string MakeDirectory(params string[] parts) => System.IO.Directory.CreateDirectory(At(parts)).FullName;

    /// <summary>Writes a text file below, with its parents.</summary>
    public string Write(string path, string text)
    {
        string hostPath = At(path);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(hostPath)!);
        File.WriteAllText(hostPath, text);
        return hostPath;
    }

    /// <summary>Removes the tree; the rm program copes with every mode and name.</summary>
    public void Dispose() => ProcessRunner.Run("rm", ["-rf", "--one-file-system", HostPath]);
}
