using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>Says why a user without rights gets no user namespace on this machine, and what would help.</summary>
/// <remarks>user_namespaces(7), "Errors"; the settings of Debian and Ubuntu kernels; the default profiles of container engines.</remarks>
public static class UserNamespaceRefusal
{
    private const string Settings = "/proc/sys/";

    /// <summary>What is missing, as a message of one line.</summary>
    /// <param name="refused">The call that the kernel refused.</param>
    public static string Describe(LinuxException refused) =>
        $"user {Libc.Geteuid()} has no right to mount and gets no user namespace ({refused.Message}), so nothing can be built here";

    /// <summary>What would help.</summary>
    public static string Help => Advise(static name => File.Exists(Settings + name) ? File.ReadAllText(Settings + name).Trim() : null, IsFiltered());

    /// <summary>What would help on a machine with these settings.</summary>
    /// <param name="setting">Reads a setting of sysctl(8), its name with slashes; null where there is none.</param>
    /// <param name="isFiltered">Whether a filter of system calls is in force, as in containers.</param>
    public static string Advise(Func<string, string?> setting, bool isFiltered)
    {
        if (setting("user/max_user_namespaces") == "0")
        {
            return "sysctl -w user.max_user_namespaces=15000 allows them";
        }

        if (setting("kernel/unprivileged_userns_clone") == "0")
        {
            return "sysctl -w kernel.unprivileged_userns_clone=1 allows them";
        }

        if (setting("kernel/apparmor_restrict_unprivileged_userns") == "1")
        {
            return "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor profile with \"userns,\" for this program, allows them";
        }

        return isFiltered
            ? "this container's filter of system calls forbids them: start it with --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined (podman: unmask=ALL; a pod: seccompProfile type Unconfined, procMount Unmasked); root builds without, by chroot"
            : "run as root, or allow user namespaces in the security policy of this machine";
    }

    /// <summary>Whether a filter of system calls is in force for this process, as in containers.</summary>
    internal static bool IsFiltered()
    {
        foreach (string line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith("Seccomp:", StringComparison.Ordinal))
            {
                return !line.EndsWith('0');
            }
        }

        return false;
    }
}
