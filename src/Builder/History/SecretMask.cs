using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

using Sharpbuild.Builder.Caching;
using Sharpbuild.Dockerfiles;

namespace Sharpbuild.Builder.History;

/// <summary>Keeps the values of secrets out of records, yet lets a change of one be seen.</summary>
/// <remarks>A value counts as secret when the name of its variable says so; wherever it appears again in the record it is masked too.</remarks>
internal sealed class SecretMask
{
    private const int DigestDigits = 8;
    private const int ShortestValue = 6;

    private readonly List<(string Value, string Shown)> _secrets = [];

    /// <summary>Learns the secrets among build arguments.</summary>
    public SecretMask(IEnumerable<KeyValuePair<string, string>> arguments)
    {
        foreach ((string name, string value) in arguments)
        {
            Learn(name, value);
        }
    }

    /// <summary>Learns a variable whose name may say that its value is secret.</summary>
    public void Learn(string name, string value)
    {
        if (SecretNames.IsSecret(name))
        {
            LearnValue(value);
        }
    }

    /// <summary>Learns a value that is secret, unless it is so short that it turns up by chance.</summary>
    public void LearnValue(string value)
    {
        if (value.Length >= ShortestValue && !_secrets.Exists(secret => secret.Value == value))
        {
            _secrets.Add((value, Shown(value)));
        }
    }

    /// <summary>The text with secrets masked.</summary>
    public string Apply(string text)
    {
        foreach ((string value, string shown) in _secrets)
        {
            text = text.Replace(value, shown, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>A variable's value, masked if its name says that it is secret, whatever its length.</summary>
    public KeyPart Variable(string name, string value)
    {
        Learn(name, value);
        return new KeyPart(name, value.Length > 0 && SecretNames.IsSecret(name) ? Shown(value) : Apply(value));
    }

    /// <summary>The parts of a key with secrets masked.</summary>
    public ImmutableArray<KeyPart> Apply(ImmutableArray<KeyPart> parts)
    {
        foreach (KeyPart part in parts)
        {
            if (TryGetVariable(part, out string? name))
            {
                Learn(name, part.Value);
            }
        }

        return _secrets.Count == 0 && !parts.Any(part => TryGetVariable(part, out string? name) && SecretNames.IsSecret(name))
            ? parts
            : [.. parts.Select(Masked)];
    }

    private KeyPart Masked(KeyPart part) => TryGetVariable(part, out string? name)
        ? part with { Value = Variable(name, part.Value).Value }
        : part with { Value = Apply(part.Value) };

    private static bool TryGetVariable(KeyPart part, [NotNullWhen(true)] out string? name)
    {
        bool isVariable = part.Name.StartsWith("ARG ", StringComparison.Ordinal) || part.Name.StartsWith("ENV ", StringComparison.Ordinal);
        name = isVariable ? part.Name[4..] : null;
        return isVariable;
    }

    private static string Shown(string value) => $"***{CacheKey.Digest("sharpbuild.secret", value)[..DigestDigits]}";
}
