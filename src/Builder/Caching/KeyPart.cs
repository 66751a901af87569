namespace Sharpbuild.Builder.Caching;

/// <summary>One named input of a step, part of its cache key.</summary>
/// <param name="Name">What it is: <c>parent</c>, <c>command</c>, <c>env PATH</c>, <c>files</c> and so on.</param>
/// <param name="Value">Its value, or a digest where the value is long.</param>
public sealed record KeyPart(string Name, string Value);
