using System.Text;

using Sharpbuild.Oci.Json;

namespace Sharpbuild.Insight.Advising;

/// <summary>Advice as JSON; see docs/advise.md.</summary>
public static class AdviceJson
{
    /// <summary>The document.</summary>
    /// <param name="advice">The advice.</param>
    /// <param name="patch">Makes the patches.</param>
    /// <param name="measured">The series built again, or null.</param>
    public static string Format(Advice advice, AdvicePatch patch, ReplayedSeries? measured)
    {
        CanonicalJsonWriter json = new();
        json.BeginObject().Name("version").Number(1).Name("builds").BeginArray();
        for (int index = 0; index < advice.Series.Length; index++)
        {
            json.BeginObject().Name("id").String(advice.Series[index].Record.Id).Name("change").String(advice.Series[index].Describe());
            if (measured is not null)
            {
                Write(json, "before", measured.Before[index]);
                Write(json, "after", measured.After[index]);
            }

            json.EndObject();
        }

        json.EndArray();
        if (measured is not null)
        {
            json.Name("imitatedFiles").Number(measured.Imitated);
        }

        Write(json, "estimateBefore", advice.CostBefore);
        Write(json, "estimateAfter", advice.CostAfter);
        json.Name("proposals").BeginArray();
        foreach (Proposal proposal in advice.Proposals)
        {
            json.BeginObject()
                .Name("name").String(proposal.Name)
                .Name("line").Number(proposal.Line)
                .Name("text").String(proposal.Text)
                .Name("savedMilliseconds").Number((long)(proposal.SecondsSaved * 1000))
                .Name("writtenSavedInBytes").Number(proposal.WrittenSavedInBytes)
                .Name("imageSavedInBytes").Number(proposal.ImageSavedInBytes)
                .Name("patch").String(proposal.After is null ? "" : patch.Of(proposal.Before, proposal.After))
                .EndObject();
        }

        json.EndArray().Name("patch").String(patch.Of(advice.Before, advice.After)).EndObject();
        return Encoding.UTF8.GetString(json.ToArray());
    }

    private static void Write(CanonicalJsonWriter json, string name, SeriesCost cost) => json.Name(name).BeginObject()
        .Name("milliseconds").Number((long)(cost.Seconds * 1000))
        .Name("executed").Number(cost.Executed)
        .Name("writtenInBytes").Number(cost.WrittenInBytes)
        .EndObject();

    private static void Write(CanonicalJsonWriter json, string name, ReplayedBuild build) => json.Name(name).BeginObject()
        .Name("milliseconds").Number((long)build.Elapsed.TotalMilliseconds)
        .Name("executed").Number(build.Executed)
        .Name("writtenInBytes").Number(build.WrittenInBytes)
        .Name("imageSizeInBytes").Number(build.ImageSizeInBytes)
        .EndObject();
}
