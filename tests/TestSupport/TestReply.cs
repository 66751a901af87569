using System.Text;

namespace Sharpbuild.TestSupport;

/// <summary>What a <see cref="TestServer"/> answers.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body.</param>
/// <param name="Headers">Headers beside Content-Length.</param>
public sealed record TestReply(int Status, byte[] Body, params string[] Headers)
{
    public TestReply(int status, string body, params string[] headers)
        : this(status, Encoding.UTF8.GetBytes(body), headers)
    {
    }

    /// <summary>The length to announce, if it is not the body's; -1 announces none.</summary>
    public long? Length { get; init; }

    /// <summary>After how many bytes of the body the connection breaks.</summary>
    public int? BreakAfter { get; init; }

    /// <summary>What half of the body waits for before the rest follows.</summary>
    public Task? Pause { get; init; }

    /// <summary>Whether the body is repeated without end.</summary>
    public bool IsEndless { get; init; }

    /// <summary>Whether the connection stays silent after the body.</summary>
    public bool IsSilent { get; init; }
}
