namespace Sharpbuild.Dockerfiles;

/// <summary>What value a flag takes.</summary>
internal enum FlagKind
{
    /// <summary>A text, at most once.</summary>
    Text,

    /// <summary>Nothing, <c>true</c> or <c>false</c>, at most once.</summary>
    Switch,

    /// <summary>A text, any number of times.</summary>
    Repeated,
}
