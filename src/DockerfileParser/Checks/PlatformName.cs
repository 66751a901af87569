namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>Platforms such as <c>linux/arm64/v8</c>, <c>linux</c> or <c>amd64</c>.</summary>
internal static class PlatformName
{
    private static readonly string[] KnownSystems =
    [
        "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd", "openbsd",
        "plan9", "solaris", "wasip1", "windows", "zos",
    ];

    private static readonly string[] KnownArchitectures =
    [
        "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le", "riscv64", "s390x", "wasm",
    ];

    public static bool TryParse(string text, out string os, out string architecture)
    {
        string[] parts = text.ToLowerInvariant().Split('/');
        (os, architecture) = ("", "");
        if (parts.Length > 3 || !parts.All(IsPart))
        {
            return false;
        }

        if (parts.Length > 1)
        {
            (os, architecture) = (parts[0], Normalize(parts[1]));
            return true;
        }

        bool isSystem = KnownSystems.Contains(parts[0]);
        (os, architecture) = isSystem ? (parts[0], "amd64") : ("linux", Normalize(parts[0]));
        return isSystem || KnownArchitectures.Contains(architecture);
    }

    private static bool IsPart(string part) =>
        part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    private static string Normalize(string architecture) => architecture switch
    {
        "x86_64" or "x86-64" => "amd64",
        "aarch64" => "arm64",
        "armhf" or "armel" => "arm",
        "i386" => "386",
        _ => architecture,
    };
}
