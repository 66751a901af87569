namespace Sharpbuild.Dockerfiles.Checks;

/// <summary>Recognises sources of ADD that are not in the context.</summary>
internal static class RemoteSource
{
    private static readonly string[] Schemes = ["http://", "https://", "git://", "ssh://", "git@"];

    public static bool IsRemote(string source) => Schemes.Any(scheme => source.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
}
