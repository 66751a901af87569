namespace Sharpbuild.Builder.Options;

/// <summary>When a base image is looked up in its registry again.</summary>
public enum PullPolicy
{
    /// <summary>Only when the store does not have it.</summary>
    Missing,

    /// <summary>At every build; unchanged content is not fetched again.</summary>
    Always,

    /// <summary>Never; a base that the store does not have is an error.</summary>
    Never,
}
