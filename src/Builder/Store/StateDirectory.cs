namespace Sharpbuild.Builder.Store;

/// <summary>The places of the state directory; nothing is written outside it.</summary>
/// <param name="HostPath">The directory itself, absolute.</param>
public sealed record StateDirectory(string HostPath)
{
    /// <summary>The mode of directories: everything for the owner, nothing for others.</summary>
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The image store, itself an OCI image layout.</summary>
    public string Images => Path.Join(HostPath, "images");

    /// <summary>Unpacked layers, one directory for each chain of layers.</summary>
    public string Snapshots => Path.Join(HostPath, "snapshots");

    /// <summary>Listings of layers, one file for each DiffID.</summary>
    public string LayerIndexes => Path.Join(HostPath, "cache", "layers");

    /// <summary>Step records by cache key.</summary>
    public string Records => Path.Join(HostPath, "cache", "records");

    /// <summary>Records by parent and content, for steps that were run again with the same outcome.</summary>
    public string Outcomes => Path.Join(HostPath, "cache", "outcomes");

    /// <summary>Stat indexes of contexts.</summary>
    public string Contexts => Path.Join(HostPath, "cache", "contexts");

    /// <summary>File lists behind fingerprints.</summary>
    public string Inputs => Path.Join(HostPath, "cache", "inputs");

    /// <summary>Compressed forms of layers.</summary>
    public string Compressed => Path.Join(HostPath, "cache", "compressed");

    /// <summary>What image references were resolved to.</summary>
    public string References => Path.Join(HostPath, "cache", "references");

    /// <summary>Files that came over http.</summary>
    public string Downloads => Path.Join(HostPath, "cache", "downloads");

    /// <summary>Repositories that came from git servers.</summary>
    public string Repositories => Path.Join(HostPath, "cache", "git");

    /// <summary>Directories of cache mounts.</summary>
    public string Mounts => Path.Join(HostPath, "mounts");

    /// <summary>What is remembered of builds.</summary>
    public string History => Path.Join(HostPath, "history");

    /// <summary>Records and logs of builds.</summary>
    public string Builds => Path.Join(History, "builds");

    /// <summary>Work in progress.</summary>
    public string Temporary => Path.Join(HostPath, "tmp");

    /// <summary>Makes what is missing, for the owner alone.</summary>
    public void Create()
    {
        if (Directory.Exists(Temporary))
        {
            return;
        }

        Directory.CreateDirectory(HostPath, OwnerOnly);
        foreach (string path in (ReadOnlySpan<string>)
            [Images, Snapshots, Path.Join(HostPath, "cache"), LayerIndexes, Records, Outcomes, Contexts, Inputs, Compressed, References, Mounts, History, Builds, Temporary])
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }
}
