namespace Sharpbuild.Dockerfiles;

/// <summary>The signals of Linux by name.</summary>
public static class SignalNames
{
    /// <summary>Reads a signal name, with or without <c>SIG</c>, in any case, or a number.</summary>
    public static bool TryParse(string text, out int number) => throw new NotImplementedException();
}
