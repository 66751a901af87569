using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Linux.Sandbox;

/// <summary>Says what a container around the builder has to allow, where it refuses a part of the set-up of a command.</summary>
internal static class SetupRefusal
{
    /// <summary>What is missing and what to set; null for other failures.</summary>
    /// <param name="refused">The call that the kernel refused.</param>
    public static string? Describe(LinuxException refused) => refused.Errno != Errno.EPERM ? null : (refused.Call, refused.Target) switch
    {
        ("fsmount", "proc" or "sysfs") =>
            "parts of this container's /proc are covered, so that the kernel allows commands none of their own: start it with --security-opt systempaths=unconfined (podman: unmask=ALL; a pod: procMount Unmasked)",
        ("pivot_root" or "sethostname" or "setdomainname" or "mount" or "umount2" or "fsopen" or "fsmount" or "move_mount" or "open_tree" or "unshare" or "setns", _)
            when UserNamespaceRefusal.IsFiltered() =>
            $"this container's filter of system calls forbids {refused.Call}: start it with --security-opt seccomp=unconfined (a pod: seccompProfile type Unconfined)",
        _ => null,
    };
}
