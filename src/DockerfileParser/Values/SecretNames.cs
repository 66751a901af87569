namespace Sharpbuild.Dockerfiles;

/// <summary>Tells variables that hold secrets by their names.</summary>
public static class SecretNames
{
    private static readonly string[] SecretWords =
        ["apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"];

    private static readonly string[] HarmlessWords = ["public", "file", "version"];

    /// <summary>Whether a variable's name says that its value is secret.</summary>
    public static bool IsSecret(string name)
    {
        string[] words = name.ToLowerInvariant().Split('_');
        return words.Any(SecretWords.Contains) && !words.Any(HarmlessWords.Contains);
    }
}
