namespace Sharpbuild.TestSupport;

/// <summary>A request that a <see cref="TestServer"/> got.</summary>
public sealed record TestRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string? Header(string name) => Headers.TryGetValue(name, out string? value) ? value : null;

    public override string ToString() => $"{Method} {Target}";
}
