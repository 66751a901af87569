using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Sharpbuild.Oci.Model;

/// <summary>What an image runs on.</summary>
/// <param name="Os">The operating system as Go names it, for example <c>linux</c>.</param>
/// <param name="Architecture">The architecture as Go names it, for example <c>amd64</c>.</param>
/// <param name="Variant">The variant of the architecture, for example <c>v7</c>, or null.</param>
/// <param name="OsVersion">The version of the operating system, or null; for Windows.</param>
/// <remarks>OCI image specification, image-index.md, "platform"; normalisation as in containerd's platforms package.</remarks>
public sealed record Platform(string Os, string Architecture, string? Variant = null, string? OsVersion = null)
{
    /// <summary>The platform of this machine.</summary>
    public static Platform Host { get; } = new Platform("linux", RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.X86 => "386",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        System.Runtime.InteropServices.Architecture.Arm => "arm",
        System.Runtime.InteropServices.Architecture.S390x => "s390x",
        System.Runtime.InteropServices.Architecture.Ppc64le => "ppc64le",
        System.Runtime.InteropServices.Architecture.RiscV64 => "riscv64",
        System.Runtime.InteropServices.Architecture.LoongArch64 => "loong64",
        _ => "unknown",
    }).Normalize();

    /// <summary>Parses <c>os/architecture[/variant]</c>, <c>os</c> or <c>architecture</c>; what is missing is taken from this machine.</summary>
    /// <exception cref="FormatException">It is no platform.</exception>
    public static Platform Parse(string text) => TryParse(text, out Platform? platform)
        ? platform
        : throw new FormatException($"\"{text}\" is not a platform such as linux/amd64 or linux/arm/v7");

    /// <summary>Parses <c>os/architecture[/variant]</c>, <c>os</c> or <c>architecture</c>; the result is normalised.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Platform? platform)
    {
        platform = null;
        string[] parts = (text ?? "").Split('/');
        if (parts.Length > 3 || parts.Any(part => part.Length == 0 || part.Any(letter => !IsPartLetter(letter))))
        {
            return false;
        }

        platform = parts.Length switch
        {
            1 when IsOs(parts[0]) => Host with { Os = NormalizeOs(parts[0]) },
            1 => new Platform(Host.Os, parts[0]).Normalize(),
            2 => new Platform(parts[0], parts[1]).Normalize(),
            _ => new Platform(parts[0], parts[1], parts[2]).Normalize(),
        };
        return parts.Length > 1 || IsOs(parts[0]) || IsArchitecture(platform.Architecture);
    }

    /// <summary>The same platform in its one agreed spelling: lower case, <c>amd64</c> for <c>x86_64</c>, <c>arm/v7</c> for <c>arm</c>.</summary>
    public Platform Normalize()
    {
        string variant = Variant?.ToLowerInvariant() ?? "";
        (string architecture, variant) = Architecture.ToLowerInvariant() switch
        {
            "i386" or "i486" or "i586" or "i686" => ("386", ""),
            "x86_64" or "x86-64" or "amd64" => ("amd64", variant == "v1" ? "" : variant),
            "aarch64" or "arm64" => ("arm64", variant is "8" or "v8" ? "" : variant),
            "armhf" => ("arm", "v7"),
            "armel" => ("arm", "v6"),
            "arm" => ("arm", variant is "" or "7" ? "v7" : variant is "5" or "6" or "8" ? "v" + variant : variant),
            string other => (other, variant),
        };
        return this with { Os = NormalizeOs(Os), Architecture = architecture, Variant = variant.Length == 0 ? null : variant };
    }

    /// <summary>Whether an image for <paramref name="offered"/> runs on this platform.</summary>
    public bool Matches(Platform offered) => Distance(offered) >= 0;

    /// <summary>How far an offered platform is from this one: 0 is the same, higher is worse, -1 does not run here.</summary>
    public int Distance(Platform offered)
    {
        Platform wanted = Normalize();
        Platform found = offered.Normalize();
        if (wanted.Os != found.Os || wanted.Architecture != found.Architecture)
        {
            return -1;
        }

        if (wanted.Variant == found.Variant)
        {
            return 0;
        }

        int difference = VariantNumber(wanted) - VariantNumber(found);
        return wanted.Architecture is "arm" or "amd64" or "arm64" && difference > 0 ? difference : -1;
    }

    /// <summary><c>os/architecture[/variant]</c>.</summary>
    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";

    private static int VariantNumber(Platform platform) => platform.Variant switch
    {
        null => platform.Architecture switch { "arm64" => 80, "arm" => 70, _ => 10 },
        { Length: 2 } variant when variant[0] == 'v' && char.IsAsciiDigit(variant[1]) => (variant[1] - '0') * 10,
        { Length: 4 } variant when variant[0] == 'v' && char.IsAsciiDigit(variant[1]) && variant[2] == '.' && char.IsAsciiDigit(variant[3]) =>
            ((variant[1] - '0') * 10) + variant[3] - '0',
        _ => int.MaxValue / 2,
    };

    private static bool IsPartLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.';

    private static string NormalizeOs(string os) => os.ToLowerInvariant() is "macos" ? "darwin" : os.ToLowerInvariant();

    private static bool IsOs(string word) => NormalizeOs(word) is "linux" or "windows" or "darwin" or "freebsd" or "openbsd" or "netbsd"
        or "android" or "solaris" or "illumos" or "aix" or "plan9" or "wasi" or "js";

    private static bool IsArchitecture(string word) => word is "386" or "amd64" or "arm" or "arm64" or "s390x" or "ppc64" or "ppc64le"
        or "riscv64" or "mips" or "mipsle" or "mips64" or "mips64le" or "loong64" or "wasm";
}
