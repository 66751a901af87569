using Xunit;

namespace Sharpbuild.TestSupport;

/// <summary>Skips the calling <c>[SkippableFact]</c>, with the reason, where the machine lacks something.</summary>
public static class Requires
{
    /// <summary>Needs user id 0.</summary>
    public static void Root() => Skip.IfNot(Environment.IsPrivilegedProcess, "needs root");

    /// <summary>Needs programs on <c>PATH</c> or in the sbin directories.</summary>
    public static void Program(params string[] names)
    {
        foreach (string name in names)
        {
            Skip.If(Find(name) is null, $"the program {name} is not installed");
        }
    }

    /// <summary>The conformance data; skips where there are none.</summary>
    public static string Conformance()
    {
        Skip.If(Repository.Conformance is null, "no conformance data (set SHARPBUILD_CONFORMANCE)");
        return Repository.Conformance!;
    }

    private static string? Find(string name) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/local/sbin:/usr/sbin:/sbin".Split(':')
            .Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);
}
