namespace Sharpbuild.Builder.Contexts;

/// <summary>Something that the user named cannot be used as it is: a source, a destination, a user name, an archive, an address.</summary>
/// <param name="message">What is wrong and where; lower case, no full stop.</param>
/// <param name="help">What to do about it, or null where nothing better can be said.</param>
public sealed class InputException(string message, string? help = null) : Exception(message)
{
    /// <summary>What to do about it, or null.</summary>
    public string? Help { get; } = help;
}
