using Sharpbuild.Dockerfiles;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Cli.Checking;

/// <summary>Places in the Dockerfile as BuildKit's subrequests write them; source 0 and column 0 are left out.</summary>
internal static class JsonLocation
{
    /// <summary>Writes a member <c>location</c> with one range.</summary>
    public static void Write(CanonicalJsonWriter json, LineRange lines)
    {
        json.Name("location").BeginObject().Name("ranges").BeginArray();
        WriteRange(json, lines);
        json.EndArray().EndObject();
    }

    /// <summary>Writes an object with <c>start</c> and <c>end</c>.</summary>
    public static void WriteRange(CanonicalJsonWriter json, LineRange lines) => json.BeginObject()
        .Name("start").BeginObject().Name("line").Number(lines.Start).EndObject()
        .Name("end").BeginObject().Name("line").Number(lines.End).EndObject()
        .EndObject();
}
