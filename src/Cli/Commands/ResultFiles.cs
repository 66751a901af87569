using System.Text;

using Sharpbuild.Builder;
using Sharpbuild.Builder.Export;
using Sharpbuild.Builder.History;
using Sharpbuild.Cli.Checking;
using Sharpbuild.Cli.Input;
using Sharpbuild.Dockerfiles.Checks;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Cli.Commands;

/// <summary>Writes what scripts want to know of a build: <c>-q</c>, <c>--iidfile</c>, <c>--metadata-file</c>.</summary>
internal static class ResultFiles
{
    /// <summary>Set to 1 or true: the metadata file tells of the warnings too, as with buildx.</summary>
    private const string WarningsVariable = "BUILDX_METADATA_WARNINGS";

    /// <summary>Writes what was asked for.</summary>
    public static void Write(BuildResult result, BuildRecord record, BuildSettings settings, BuildChecks checks)
    {
        if (settings.ImageIdFile is { } idFile)
        {
            ResultFile.Write(idFile, result.ImageId.ToString());
        }

        if (settings.MetadataFile is { } metadataFile)
        {
            ResultFile.Write(metadataFile, Metadata(result, record, checks));
        }

        if (settings.Quiet)
        {
            Console.Out.WriteLine(result.ImageId);
        }
        else if (settings.Progress is not ("quiet" or "none" or "rawjson"))
        {
            foreach (ImageReference name in result.Names)
            {
                Console.Error.WriteLine($"sharpbuild: named {name.ToFamiliarString()}");
            }

            Console.Error.WriteLine($"sharpbuild: image {result.ImageId}");
        }
    }

    private static string Metadata(BuildResult result, BuildRecord record, BuildChecks checks)
    {
        CanonicalJsonWriter json = new();
        json.BeginObject();
        if (Environment.GetEnvironmentVariable(WarningsVariable) is "1" or "true")
        {
            WriteWarnings(json, checks.ReportAfterBuild());
        }

        json.Name("containerimage.config.digest").String(result.ImageId.ToString())
            .Name("containerimage.descriptor");
        ManifestJson.Write(json, result.Manifest);
        json.Name("containerimage.digest").String(result.Manifest.Digest.ToString());
        if (!result.Names.IsEmpty)
        {
            json.Name("image.name").String(string.Join(',', result.Names));
        }

        WriteSteps(json.Name("sharpbuild.steps"), record);
        json.EndObject();
        return Encoding.UTF8.GetString(json.ToArray());
    }

    /// <summary>What became of each step and what it took; a layer out of the cache took nothing.</summary>
    private static void WriteSteps(CanonicalJsonWriter json, BuildRecord record)
    {
        json.BeginArray();
        foreach (RecordedStep step in record.Steps)
        {
            json.BeginObject()
                .Name("stage").Number(step.Stage)
                .Name("line").Number(step.Line)
                .Name("text").String(step.Text)
                .Name("outcome").String(step.Outcome)
                .Name("figures");
            RecordedStepJson.Write(json, step.Figures);
            json.EndObject();
        }

        json.EndArray();
    }

    private static void WriteWarnings(CanonicalJsonWriter json, CheckReport report)
    {
        json.Name("buildx.build.warnings").BeginArray();
        foreach (CheckWarning warning in report.Warnings)
        {
            WarningJson.Write(json, report.Source, warning);
        }

        json.EndArray();
    }
}
