using System.Text.Json;

namespace Sharpbuild.Oci.Json;

/// <summary>Refuses JSON that two readers could understand in two ways, and JSON that is too large or too deep.</summary>
/// <remarks>
/// Go's reader takes member names in any letter case and the last of several; others are exact or take the first (CVE-2021-41190).
/// So names that are equal but for case must not occur twice in one object, except in maps with free keys.
/// </remarks>
internal static class DocumentGuard
{
    /// <summary>How deep objects and arrays may be nested.</summary>
    public const int MaxDepth = 64;

    /// <summary>Checks a document.</summary>
    /// <param name="json">Its bytes.</param>
    /// <param name="maxBytes">The most bytes it may have.</param>
    /// <param name="name">How messages name it.</param>
    /// <exception cref="InvalidContentException">It is ambiguous, too large, too deep or no JSON.</exception>
    public static void Check(ReadOnlySpan<byte> json, int maxBytes, string name)
    {
        if (json.Length > maxBytes)
        {
            throw new InvalidContentException($"{name} has {json.Length} bytes, more than the {maxBytes} that are allowed");
        }

        try
        {
            Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            Walk(ref reader, name);
        }
        catch (JsonException problem)
        {
            throw new InvalidContentException($"{name} is not valid JSON: {problem.Message}", problem);
        }
        catch (InvalidOperationException problem)
        {
            // A string with an escape for half of a surrogate pair.
            throw new InvalidContentException($"{name} is not valid JSON: {problem.Message}", problem);
        }
    }

    private static void Walk(ref Utf8JsonReader reader, string name)
    {
        Stack<HashSet<string>?> objects = new();
        string lastName = "";
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    objects.Push(new HashSet<string>(HasFreeKeys(lastName) ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase));
                    lastName = "";
                    break;
                case JsonTokenType.StartArray:
                    objects.Push(null);
                    lastName = "";
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    objects.Pop();
                    break;
                case JsonTokenType.PropertyName:
                    lastName = reader.GetString() ?? "";
                    if (objects.Peek() is { } names && !names.Add(lastName))
                    {
                        throw new InvalidContentException($"{name} is ambiguous: the member \"{lastName}\" occurs twice");
                    }

                    break;
                default:
                    break;
            }
        }
    }

    private static bool HasFreeKeys(string member) =>
        member is "annotations" or "Labels" or "ExposedPorts" or "Volumes";
}
