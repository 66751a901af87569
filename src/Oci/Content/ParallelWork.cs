using System.Runtime.ExceptionServices;

namespace Sharpbuild.Oci.Content;

/// <summary>Work on many things at once that fails as work on one after the other does.</summary>
public static class ParallelWork
{
    /// <summary>Does the work; the first failure stops what was not begun and is thrown as it is.</summary>
    /// <param name="all">The things.</param>
    /// <param name="options">How many at once, and what stops it.</param>
    /// <param name="work">What is done with each, on any thread.</param>
    public static void ForEach<T>(IEnumerable<T> all, ParallelOptions options, Action<T> work)
    {
        try
        {
            Parallel.ForEach(all, options, work);
        }
        catch (AggregateException several) when (several.InnerExceptions is [var first, ..])
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }
}
