using System.Text.Json;

namespace Sharpbuild.Oci.Layout;

/// <summary>Reads the marker file of a layout.</summary>
internal static class LayoutMarker
{
    /// <summary>Whether the marker is of version 1.</summary>
    public static bool IsSupported(ReadOnlySpan<byte> marker)
    {
        try
        {
            Utf8JsonReader json = new(marker);
            bool found = false;
            while (json.Read())
            {
                if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1 && json.ValueTextEquals("imageLayoutVersion"u8))
                {
                    json.Read();
                    found = json.TokenType == JsonTokenType.String && json.GetString()!.StartsWith("1.", StringComparison.Ordinal);
                }
            }

            return found;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
