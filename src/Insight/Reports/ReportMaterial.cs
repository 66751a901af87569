using Sharpbuild.Builder.History;
using Sharpbuild.Insight.Advising;
using Sharpbuild.Insight.Layers;

namespace Sharpbuild.Insight.Reports;

/// <summary>What a page shows.</summary>
/// <param name="Build">The build.</param>
/// <param name="Before">The build of the same thing before it, or null.</param>
/// <param name="Logs">The logs of its steps, by number.</param>
/// <param name="Layers">The layers of its image; null where the store does not have them.</param>
/// <param name="Advice">Advice on its Dockerfile; null where there is none to be had.</param>
/// <param name="Subject">The files that the advice is on.</param>
public sealed record ReportMaterial(
    BuildRecord Build, BuildRecord? Before, IReadOnlyDictionary<int, StepLog> Logs, LayerStack? Layers, Advice? Advice, AdviceSubject? Subject);
