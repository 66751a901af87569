using System.Collections.Immutable;

using Sharpbuild.Builder;
using Sharpbuild.Builder.Caching;
using Sharpbuild.Builder.Copying;
using Sharpbuild.Builder.History;
using Sharpbuild.Builder.Store;

namespace Sharpbuild.Insight.Advising;

/// <summary>Advice on the Dockerfile of a recorded build.</summary>
/// <param name="state">The state directory with the records.</param>
public sealed class AdviceSource(StateDirectory state)
{
    /// <summary>The advice, and the files that it is on.</summary>
    /// <param name="build">The newest build that counts.</param>
    /// <param name="limit">How many builds count at most.</param>
    /// <exception cref="BuildException">No build of the Dockerfile succeeded, or the file that is there now can't be parsed.</exception>
    public (Advice Advice, AdviceSubject Subject) For(BuildRecord build, int limit)
    {
        InputStore inputs = new(state, new Lazy<Workspace>(() => Workspace.Create(state, CancellationToken.None)));
        ImmutableArray<SeriesBuild> series = new SeriesReader(inputs.TryGet).Read(FindSeries(build, limit));
        AdviceSubject subject = AdviceSubject.Of(build);
        return (Advisor.Advise(series, subject.Draft, subject.Context, build.Options.Target), subject);
    }

    /// <summary>The successful builds up to a build, oldest first.</summary>
    private List<BuildRecord> FindSeries(BuildRecord last, int limit)
    {
        List<BuildRecord> builds = [.. new PreviousBuilds(new RecordStore(state)).Of(last.Names, last.Id)
            .Prepend(last).Where(build => build.Outcome == BuildOutcome.Succeeded).Take(limit)];
        builds.Reverse();
        return builds.Count > 0 ? builds : throw new BuildException("no recorded build of this Dockerfile succeeded", "advice is drawn from builds that did");
    }
}
