using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd.Modes;

/// <summary>The modes in which the builder runs commands.</summary>
public static class BuildMode
{
    /// <summary>As root in a user namespace, as root of the machine, as a user with subordinate ids, as a user with one id, by chroot.</summary>
    public static TheoryData<string> All => ["auto", "host", "sharpbuild-test", "nobody", "chroot"];

    /// <summary>The modes in which commands have name spaces.</summary>
    public static TheoryData<string> WithNamespaces => ["auto", "host", "sharpbuild-test", "nobody"];

    /// <summary>The modes of root.</summary>
    public static TheoryData<string> OfRoot => ["auto", "host"];

    /// <summary>The modes in which files can belong to many ids.</summary>
    public static TheoryData<string> WithManyIds => ["auto", "host", "sharpbuild-test"];

    /// <summary>The line by which a build tells its mode.</summary>
    public static string LineOf(string mode) => mode switch
    {
        "auto" => "commands run in a user namespace: their root has no rights on this machine (--userns=auto)",
        "host" => "commands run as this machine's root (--userns=host)",
        "nobody" => "commands run rootless with one id: their root is the user who builds",
        "chroot" => "commands run by chroot in a copy of their files, without name spaces and /proc and in the network of the host: this root has no CAP_SYS_ADMIN and gets no user namespace",
        _ => "commands run rootless with 65537 ids: their root is the user who builds",
    };

    /// <summary>A workbench for a mode.</summary>
    public static Workbench Open(string mode)
    {
        Requires.Root();
        Requires.Program("setpriv");
        return mode == "chroot" ? OpenConfined() : IsOfRoot(mode) ? new Workbench() : UnprivilegedUser.Workbench(mode);
    }

    /// <summary>The options of a mode: reproducible, without a network.</summary>
    public static string[] Options(string mode) =>
        [.. IsOfRoot(mode) ? new[] { $"--userns={mode}" } : [], "--network=none", "--timestamp=1700000000"];

    /// <summary>A workbench in which root may neither mount nor make name spaces, as in a container without further rights.</summary>
    public static Workbench OpenConfined() => OpenWithout("-sys_admin");

    /// <summary>A workbench in which root has no rights at all and gets no user namespace.</summary>
    public static Workbench OpenWithoutRights() => OpenWithout("-all");

    private static Workbench OpenWithout(string capabilities)
    {
        Requires.Root();
        Requires.Program("setpriv", "unshare");
        string confine = $"echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --bounding-set={capabilities} --inh-caps={capabilities} \"$@\"";
        Workbench bench = new();
        return bench.With(new SharpbuildCommand(bench.At("state")) { Prefix = ["unshare", "--user", "--map-root-user", "sh", "-c", confine, "sh"] });
    }

    private static bool IsOfRoot(string mode) => mode is "auto" or "host";
}
