namespace Sharpbuild.Dockerfiles;

/// <summary>The type of a RUN mount.</summary>
public enum MountKind
{
    /// <summary>Files of the context, a stage or an image.</summary>
    Bind,

    /// <summary>A directory that lives on between builds.</summary>
    Cache,

    /// <summary>An empty file system in memory.</summary>
    Tmpfs,

    /// <summary>A secret as a file or a variable.</summary>
    Secret,

    /// <summary>The socket of an SSH agent.</summary>
    Ssh,
}
