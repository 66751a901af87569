namespace Sharpbuild.Dockerfiles;

/// <summary>What the text of an instruction turned out to be.</summary>
internal enum ExecFormOutcome
{
    /// <summary>No well-formed JSON array: shell form or plain words.</summary>
    NotJson,

    /// <summary>An array of strings.</summary>
    Strings,

    /// <summary>A well-formed array that holds something else too.</summary>
    OtherValues,
}
