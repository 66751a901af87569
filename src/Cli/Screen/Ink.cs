namespace Sharpbuild.Cli.Screen;

/// <summary>How a piece of text looks.</summary>
internal enum Ink
{
    /// <summary>As the terminal writes.</summary>
    Plain,

    /// <summary>Less important.</summary>
    Dim,

    /// <summary>What runs now.</summary>
    Bold,

    /// <summary>Taken out of the cache.</summary>
    Cached,

    /// <summary>Done.</summary>
    Done,

    /// <summary>Why something was not cached.</summary>
    Reason,

    /// <summary>Went wrong.</summary>
    Error,
}
