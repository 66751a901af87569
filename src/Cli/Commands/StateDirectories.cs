using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Cli.Commands;

/// <summary>Finds the state directory.</summary>
internal static class StateDirectories
{
    /// <summary><c>--root</c>, else <c>SHARPBUILD_ROOT</c>, else the place of root or of the user.</summary>
    public static string Choose(string? option)
    {
        string? chosen = option ?? Environment.GetEnvironmentVariable("SHARPBUILD_ROOT");
        if (!string.IsNullOrEmpty(chosen))
        {
            return Path.GetFullPath(chosen);
        }

        if (Libc.Geteuid() == 0 && Environment.GetEnvironmentVariable("SHARPBUILD_ROOTLESS_HOME") is null)
        {
            return "/var/lib/sharpbuild";
        }

        string? data = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        string home = Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } set ? set : "/";
        return Path.Join(string.IsNullOrEmpty(data) ? Path.Join(home, ".local/share") : data, "sharpbuild");
    }
}
