namespace Sharpbuild.Dockerfiles.Expansion;

/// <summary>What an expansion leaves alone.</summary>
[Flags]
internal enum ExpansionOptions
{
    None = 0,

    /// <summary>Quotes work but stay in the result.</summary>
    KeepQuotes = 1,

    /// <summary>Escapes work but stay in the result.</summary>
    KeepEscapes = 2,

    /// <summary>Quotes are ordinary characters.</summary>
    IgnoreQuotes = 4,

    /// <summary>Variables that are not set stay as they are written.</summary>
    KeepUnset = 8,
}
