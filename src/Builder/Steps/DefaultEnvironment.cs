namespace Sharpbuild.Builder.Steps;

/// <summary>The environment of an image that sets none.</summary>
internal static class DefaultEnvironment
{
    /// <summary>The search path.</summary>
    public const string Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
}
