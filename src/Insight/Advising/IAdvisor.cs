namespace Sharpbuild.Insight.Advising;

/// <summary>Finds changes of one kind.</summary>
internal interface IAdvisor
{
    /// <summary>The changes that can be made to the files as they are.</summary>
    IEnumerable<Rewrite> Find(Draft draft, AdviceBasis basis);
}
