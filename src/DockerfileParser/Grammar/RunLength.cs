namespace Sharpbuild.Dockerfiles;

/// <summary>How many characters of the rest of a line belong to a token; 0 when it is not there.</summary>
/// <param name="rest">The line from the current character on.</param>
/// <param name="escape">The file's escape character.</param>
internal delegate int RunLength(ReadOnlySpan<char> rest, char escape);
