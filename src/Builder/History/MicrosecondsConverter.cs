using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sharpbuild.Builder.History;

/// <summary>Durations as whole microseconds.</summary>
internal sealed class MicrosecondsConverter : JsonConverter<TimeSpan>
{
    /// <inheritdoc/>
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TimeSpan.FromTicks(checked(reader.GetInt64() * TimeSpan.TicksPerMicrosecond));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Ticks / TimeSpan.TicksPerMicrosecond);
}
