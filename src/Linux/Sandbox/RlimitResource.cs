namespace Sharpbuild.Linux.Sandbox;

/// <summary>The resources of setrlimit(2); the values are the kernel's, the lower-case names those of <c>--ulimit</c>.</summary>
public enum RlimitResource
{
    /// <summary>CPU time in seconds.</summary>
    Cpu = 0,

    /// <summary>Size of files in bytes.</summary>
    Fsize = 1,

    /// <summary>Data segment in bytes.</summary>
    Data = 2,

    /// <summary>Stack in bytes.</summary>
    Stack = 3,

    /// <summary>Core files in bytes.</summary>
    Core = 4,

    /// <summary>Resident set in bytes.</summary>
    Rss = 5,

    /// <summary>Processes of the user.</summary>
    Nproc = 6,

    /// <summary>Open descriptors.</summary>
    Nofile = 7,

    /// <summary>Locked memory in bytes.</summary>
    Memlock = 8,

    /// <summary>Address space in bytes.</summary>
    As = 9,

    /// <summary>File locks.</summary>
    Locks = 10,

    /// <summary>Queued signals.</summary>
    Sigpending = 11,

    /// <summary>Message queues in bytes.</summary>
    Msgqueue = 12,

    /// <summary>Nice ceiling.</summary>
    Nice = 13,

    /// <summary>Real-time priority ceiling.</summary>
    Rtprio = 14,

    /// <summary>Real-time run in microseconds.</summary>
    Rttime = 15,
}
