using Sharpbuild.Linux.Interop;

namespace Sharpbuild.Cli.Commands;

/// <summary>Finds the state directory.</summary>
internal static class StateDirectories
{
    private const string Variable = "SHARPBUILD_ROOT";

    /// <summary><c>--root</c>, else <c>SHARPBUILD_ROOT</c>, else the place of root or of the user.</summary>
    public static string Choose(string? option)
    {
        string? chosen = string.IsNullOrEmpty(option) ? Environment.GetEnvironmentVariable(Variable) : option;
        return !string.IsNullOrEmpty(chosen) ? Path.GetFullPath(chosen)
            : Libc.Geteuid() == 0 ? "/var/lib/sharpbuild"
            : ChooseForUser();
    }

    /// <summary><c>SHARPBUILD_ROOT</c>, else the place of the user.</summary>
    public static string ChooseForUser()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen)
        {
            return Path.GetFullPath(chosen);
        }

        string? data = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        string home = Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } set ? set : "/";
        return Path.Join(string.IsNullOrEmpty(data) ? Path.Join(home, ".local/share") : data, "sharpbuild");
    }
}
