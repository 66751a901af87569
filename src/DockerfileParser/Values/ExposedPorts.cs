using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Sharpbuild.Dockerfiles;

/// <summary>Reads the words of EXPOSE.</summary>
public static class ExposedPorts
{
    /// <summary>Turns a word such as <c>80</c>, <c>8000-8002/udp</c> or <c>127.0.0.1:80:80</c> into <c>80/tcp</c> and so on.</summary>
    /// <param name="word">The word after expansion.</param>
    /// <param name="ports">The ports with protocol, in rising order.</param>
    /// <param name="error">What is wrong, when false is returned.</param>
    public static bool TryParse(string word, out ImmutableArray<string> ports, [NotNullWhen(false)] out string? error) => throw new NotImplementedException();
}
