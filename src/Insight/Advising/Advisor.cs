using System.Collections.Immutable;

namespace Sharpbuild.Insight.Advising;

/// <summary>Draws advice from a series of builds.</summary>
public static class Advisor
{
    private const int MostProposals = 32;
    private const double LeastSeconds = 0.01;
    private const long LeastBytes = 1_000_000;

    private static readonly IAdvisor[] Advisors =
        [new ManifestsFirst(), new ArgumentsLate(), new FilesIgnored(), new CopiesApart(), new UpdatesMerged(), new OwnersAtCopy(), new LinkedCopies(), new CacheMounts(), new BuildToolsApart()];

    /// <summary>The changes that save something, each tried on top of those before it.</summary>
    /// <param name="series">The builds, oldest first.</param>
    /// <param name="draft">The files as they are.</param>
    /// <param name="context">The host path of the context, or null.</param>
    /// <param name="target">The stage that is built, or null.</param>
    public static Advice Advise(ImmutableArray<SeriesBuild> series, Draft draft, string? context, string? target)
    {
        StepCosts costs = new(series);
        AdviceBasis basis = new(series, costs, context, target);
        CacheModel model = new(series, costs, target);
        ImmutableArray<Proposal>.Builder proposals = ImmutableArray.CreateBuilder<Proposal>();
        Draft current = draft;
        foreach (IAdvisor advisor in Advisors)
        {
            while (proposals.Count < MostProposals && FindBest(advisor, current, basis, model, proposals) is { } proposal)
            {
                proposals.Add(proposal);
                current = proposal.After ?? current;
            }
        }

        return new Advice(series, draft, current, model.Estimate(draft), model.Estimate(current), proposals.ToImmutable());
    }

    private static Proposal? FindBest(IAdvisor advisor, Draft current, AdviceBasis basis, CacheModel model, IEnumerable<Proposal> made)
    {
        Proposal? best = null;
        SeriesCost before = model.Estimate(current);
        foreach (Rewrite rewrite in advisor.Find(current, basis))
        {
            SeriesCost after = rewrite.Draft is null ? before : model.Estimate(rewrite.Draft);
            Proposal proposal = new(
                rewrite.Name, rewrite.Line, rewrite.Text, current, rewrite.Draft, Math.Max(0, before.Seconds - after.Seconds), Math.Max(0, before.WrittenInBytes - after.WrittenInBytes), rewrite.ImageSavedInBytes);
            bool saves = rewrite.ImprovesAnyway || proposal.SecondsSaved >= LeastSeconds || proposal.WrittenSavedInBytes >= LeastBytes || (rewrite.Draft is null && proposal.ImageSavedInBytes > 0);
            bool isNew = !made.Any(known => known.Name == proposal.Name && known.Text == proposal.Text && known.Line == proposal.Line);
            if (saves && isNew && (best is null || proposal.SecondsSaved > best.SecondsSaved))
            {
                best = proposal;
            }
        }

        return best;
    }
}
