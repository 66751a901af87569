using Sharpbuild.Builder.History;
using Sharpbuild.Oci.Json;

namespace Sharpbuild.Insight.Explaining;

/// <summary>An explanation as JSON.</summary>
public static class ExplanationJson
{
    /// <summary>The document.</summary>
    public static byte[] Write(BuildExplanation explanation)
    {
        CanonicalJsonWriter json = new();
        json.BeginObject()
            .Name("build").String(explanation.Build.Id)
            .Name("outcome").String(explanation.Build.Outcome)
            .Text("against", explanation.Against?.Id)
            .Name("hits").Number(explanation.Build.Hits)
            .Name("steps").BeginArray();
        foreach (StepExplanation step in explanation.Steps)
        {
            Write(json, step);
        }

        json.EndArray().Texts("noEffect", explanation.NoEffect.AsSpan()).EndObject();
        return json.ToArray();
    }

    private static void Write(CanonicalJsonWriter json, StepExplanation explanation)
    {
        RecordedStep step = explanation.Step;
        json.BeginObject()
            .Name("number").Number(step.Number)
            .Name("stage").String(explanation.Stage)
            .Name("line").Number(step.Line)
            .Name("text").String(step.Text)
            .Name("outcome").String(step.Outcome)
            .Text("against", explanation.Against)
            .Name("causes").BeginArray();
        foreach (Cause cause in explanation.Causes)
        {
            json.BeginObject()
                .Name("kind").String(cause.Kind)
                .Name("subject").String(cause.Subject)
                .Text("before", cause.Before)
                .Text("after", cause.After)
                .Name("text").String(cause.Text)
                .Text("hint", cause.Hint)
                .EndObject();
        }

        json.EndArray().EndObject();
    }
}
