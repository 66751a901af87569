using Sharpbuild.TestSupport;

namespace Sharpbuild.EndToEnd;

/// <summary>Runs the binary as another user: <c>sharpbuild-test</c> has subordinate ids (eng/test.sh makes it), <c>nobody</c> has none.</summary>
public static class UnprivilegedUser
{
    /// <summary>A workbench whose directory and store belong to <paramref name="user"/>; skips where there is no such user.</summary>
    public static Workbench Workbench(string user)
    {
        ProcessResult uid = ProcessRunner.Run("id", ["-u", user]);
        Skip.If(uid.ExitCode != 0, $"there is no user {user}");
        string group = ProcessRunner.Run("id", ["-g", user]).Succeeded().Text;
        Workbench bench = new();
        string binary = bench.At("sharpbuild");
        ProcessRunner.Run("cp", [SharpbuildCommand.Binary, binary]).Succeeded();
        Directory.CreateDirectory(bench.At("state"));
        ProcessRunner.Run("chown", ["-R", $"{uid.Text}:{group}", bench.At()]).Succeeded();
        string[] prefix = ["setpriv", "--reuid", uid.Text, "--regid", group, "--clear-groups", "--reset-env"];
        return bench.With(new SharpbuildCommand(bench.At("state"), binary) { Prefix = prefix });
    }
}
