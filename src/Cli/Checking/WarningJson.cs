using System.Globalization;
using System.Text;

using Sharpbuild.Dockerfiles;
using Sharpbuild.Dockerfiles.Checks;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Cli.Checking;

/// <summary>A warning as BuildKit's clients read it, in <c>--progress=rawjson</c> and in the metadata file.</summary>
/// <remarks>BuildKit's <c>VertexWarning</c>: texts in base64.</remarks>
internal static class WarningJson
{
    /// <summary>The warning in one line, as buildx shows it beside a build.</summary>
    public static string Short(CheckWarning warning) => string.Create(CultureInfo.InvariantCulture, $"{warning.RuleName}: {warning.Detail} (line {warning.Lines.Start})");

    /// <summary>Writes one object.</summary>
    public static void Write(CanonicalJsonWriter json, SourceText source, CheckWarning warning)
    {
        json.BeginObject()
            .Name("level").Number(1)
            .Name("short").String(Base64(Short(warning)))
            .Name("detail").BeginArray().String(Base64(warning.Description)).EndArray()
            .Member("url", warning.Url)
            .Name("sourceInfo").BeginObject()
            .Name("filename").String(source.FileName)
            .Name("data").String(Base64(source.Text))
            .Name("language").String("Dockerfile")
            .EndObject().Name("range").BeginArray();
        JsonLocation.WriteRange(json, warning.Lines);
        json.EndArray().EndObject();
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
